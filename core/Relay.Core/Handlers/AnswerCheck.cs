using System.Text;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>Whether an answer has all its parts, where its type cannot say so: records can be made with null. A fault is named by the type of the answer.</summary>
internal static class AnswerCheck
{
    private const int MaxUserOctets = 1000;

    internal static string? FaultOf(RouteAnswer answer) => Is(answer) ? null : answer.GetType().Name;

    internal static string? FaultOf(AuthenticationResult result) => Is(result) ? null : result.GetType().Name;

    internal static string? FaultOf(ScramVerifier verifier) => Is(verifier) ? null : verifier.GetType().Name;

    internal static string? FaultOf(DnsAnswer answer) => Is(answer) ? null : $"{nameof(DnsAnswer)} {answer.Security}";

    private static bool Is(RouteAnswer answer) => answer switch
    {
        RouteAnswer.MailExchangers mx => mx.Domain.Value.Length > 0 && mx.Transport is not null,
        RouteAnswer.Hosts hosts => hosts is { Transport: not null, NextHops.Count: > 0 } && AreHops(hosts.NextHops),
        RouteAnswer.Unavailable unavailable => unavailable.Reason is not null,
        RouteAnswer.Undeliverable undeliverable => undeliverable.Reply is { IsPermanent: true },
        _ => true,
    };

    // The name stands in Received fields and log lines.
    private static bool Is(AuthenticationResult result) => result switch
    {
        AuthenticationResult.Accepted accepted => IsUser(accepted.User),
        AuthenticationResult.Unavailable unavailable => unavailable.Reason is not null,
        _ => true,
    };

    private static bool Is(ScramVerifier verifier) =>
        IsUser(verifier.User) && verifier is { Iterations: >= 4096, Salt.Length: > 0, StoredKey.Length: 32, ServerKey.Length: 32 };

    // Records that nobody vouches for, and a name that does not exist and has records, would be taken for an answer.
    private static bool Is(DnsAnswer answer)
    {
        if (answer.Records is null || answer.Aliases is null || !Enum.IsDefined(answer.Security) || answer.TimeToLive < TimeSpan.Zero)
            return false;
        bool isEmpty = answer.Records.Count == 0;
        if (!(answer.IsUsable ? isEmpty || !answer.NameError : isEmpty && !answer.NameError))
            return false;
        foreach (DnsRecord? record in answer.Records)
            if (record?.Owner is null)
                return false;
        foreach (DnsRecord.Name? alias in answer.Aliases)
            if (alias is not { Owner: not null, Target: not null })
                return false;
        return true;
    }

    private static bool IsUser(string? user) => !string.IsNullOrWhiteSpace(user) && Encoding.UTF8.GetByteCount(user) <= MaxUserOctets && !user.Any(char.IsControl);

    private static bool AreHops(IReadOnlyList<NextHop> hops)
    {
        foreach (NextHop? hop in hops)
            if (hop is not { Host: not null, Port: >= 1 and <= 65535 })
                return false;
        return true;
    }
}
