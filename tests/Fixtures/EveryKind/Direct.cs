using System.Net;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;

namespace EveryKind;

/// <summary>Sends all mail to one host, but for nowhere@, which fails, and later@, which waits.</summary>
internal sealed class Direct(EveryKindSettings settings, Trouble trouble) : IRouter
{
    public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) =>
        trouble.Or(() => Route(query), cancellationToken);

    private RouteAnswer Route(RouteQuery query) => query.Recipient.LocalPart switch
    {
        "nowhere" => RouteAnswer.Fail(new SmtpReply(550, "5.1.2", "every-kind knows no way")),
        "later" => RouteAnswer.NotNow("every-kind cannot say"),
        _ when settings.Via.Length == 0 => RouteAnswer.NoOpinion,
        _ => RouteAnswer.ToHosts([new NextHop(IPEndPoint.Parse(settings.Via).Address.ToString(), IPEndPoint.Parse(settings.Via).Port)], "remote"),
    };
}
