using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;

namespace EveryKind;

/// <summary>Logs each notice.</summary>
internal sealed partial class Hear(Trouble trouble, ILogger<Hear> logger) : IObserve<Notice>
{
    public async ValueTask ObserveAsync(Notice notice, CancellationToken cancellationToken)
    {
        LogNotice(notice.Name);
        await trouble.Or(() => notice, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "heard of {Event}")]
    private partial void LogNotice(string @event);
}
