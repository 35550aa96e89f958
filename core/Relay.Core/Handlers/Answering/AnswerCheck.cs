using Relay.Core.ContentEditing;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;

namespace Relay.Core.Handlers.Answering;

/// <summary>Whether an answer has all its parts, where no factory has checked it.</summary>
internal static class AnswerCheck
{
    /// <summary>What is wrong with the answer, for the log; null when it can stand.</summary>
    internal static string? FaultOf(DnsAnswer answer) => Is(answer) ? null : $"{nameof(DnsAnswer)} {answer.Security}";

    /// <summary>Whether the edits of a filter can be made: a word of a field's value may be too long for a line.</summary>
    internal static string? FaultOf(FilterResult result, MessageOffered message)
    {
        foreach (MessageEdit edit in result.Edits)
        {
            if (edit is MessageEdit.AddHeader add && FieldWriter.Write(add.Name, add.Value, message.Envelope.SmtpUtf8) is null)
                return $"{nameof(MessageEdit.AddHeader)} {add.Name}, which cannot be folded to lines of 998 characters";
        }

        return null;
    }

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
