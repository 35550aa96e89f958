using Relay.Sdk.Dns;

namespace Relay.Core.Handlers.Answering;

/// <summary>Whether an answer has all its parts, where no factory has checked it.</summary>
internal static class AnswerCheck
{
    /// <summary>What is wrong with the answer, for the log; null when it can stand.</summary>
    internal static string? FaultOf(DnsAnswer answer) => Is(answer) ? null : $"{nameof(DnsAnswer)} {answer.Security}";

    // Records without a resolver that vouches for them, and records of a name that does not exist, would be taken for an answer.
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
}
