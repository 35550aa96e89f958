using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Logging;

/// <summary>The origin of a delivery report, as <see cref="QueuedMessage.Origin"/> has it: which message it is about.</summary>
internal static class ReportOrigin
{
    private const string Prefix = "report about ";

    /// <summary>The origin of a report about a message.</summary>
    public static string Of(MessageId about) => $"{Prefix}{about}";

    /// <summary>Which message a report is about, for a log line; none for any other origin.</summary>
    public static LoggedReference Read(string origin) =>
        origin.StartsWith(Prefix, StringComparison.Ordinal) ? new LoggedReference(Prefix.TrimEnd(), origin[Prefix.Length..]) : LoggedReference.None;
}
