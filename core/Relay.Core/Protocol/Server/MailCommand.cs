using System.Diagnostics.CodeAnalysis;
using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>MAIL (RFC 5321 §4.1.1.2) with its parameters.</summary>
public sealed record MailCommand
{
    /// <summary>Where reports go.</summary>
    public ReversePath ReversePath { get; internal set; }

    /// <summary>SIZE= in octets; a number beyond 63 bits counts as the largest one.</summary>
    public long? SizeOctets { get; internal set; }

    /// <summary>BODY=.</summary>
    public BodyType Body { get; internal set; }

    /// <summary>SMTPUTF8.</summary>
    public bool SmtpUtf8 { get; internal set; }

    /// <summary>REQUIRETLS.</summary>
    public bool RequireTls { get; internal set; }

    /// <summary>RET=.</summary>
    public DsnReturn Return { get; internal set; }

    /// <summary>ENVID=, decoded; null when absent.</summary>
    public string? EnvelopeId { get; internal set; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="rules">What is offered.</param>
    /// <param name="command">The command.</param>
    /// <param name="refusal">The reply to a wrong command: 501, 553 or 555.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> arguments,
        CommandRules rules,
        [NotNullWhen(true)] out MailCommand? command,
        [NotNullWhen(false)] out SmtpReply? refusal)
    {
        command = null;
        Span<char> buffer = arguments.Length <= ArgumentText.StackCharacters ? stackalloc char[ArgumentText.StackCharacters]
            : new char[arguments.Length];
        PathScan scan = PathText.Read(arguments, "FROM:", buffer, out ReadOnlySpan<char> path, out ReadOnlySpan<char> parameters);
        refusal = SyntaxReplies.Of(scan, SyntaxReplies.Mail, SyntaxReplies.ReversePath);
        if (refusal is not null)
            return false;
        var mail = new MailCommand();
        refusal = MailParameterReader.Read(parameters, rules, mail) ?? mail.SetPath(path);
        if (refusal is not null)
            return false;
        command = mail;
        return true;
    }

    // The path comes after the parameters, because SMTPUTF8 among them decides what it may hold.
    private SmtpReply? SetPath(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
            return null;
        if (!SmtpUtf8 && !Ascii.IsValid(path))
            return SyntaxReplies.NeedsSmtpUtf8;
        if (!Mailbox.TryParse(path, out Mailbox? mailbox))
            return Ascii.IsValid(path) ? SyntaxReplies.ReversePath : SyntaxReplies.ReverseDomain;
        ReversePath = ReversePath.From(mailbox);
        return null;
    }
}
