using System.Text;

namespace Relay.Core.Protocol.Server;

/// <summary>A command line without its line end, parted into the verb and the rest.</summary>
public readonly ref struct CommandLine
{
    private CommandLine(CommandVerb verb, int argumentsAt, ReadOnlySpan<byte> arguments)
    {
        Verb = verb;
        ArgumentsAt = argumentsAt;
        Arguments = arguments;
    }

    /// <summary>The verb, in any case; Unknown for a verb that the server does not have.</summary>
    public CommandVerb Verb { get; }

    /// <summary>Where the arguments begin in the line.</summary>
    public int ArgumentsAt { get; }

    /// <summary>What follows the verb and its space; trailing white space is left out (RFC 5321 §4.1.1).</summary>
    public ReadOnlySpan<byte> Arguments { get; }

    /// <summary>Parts a line.</summary>
    /// <param name="line">Without CRLF.</param>
    /// <param name="command">The parts.</param>
    /// <returns>False when the line has control characters, which no command may have.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out CommandLine command)
    {
        command = default;
        line = line.TrimEnd(" \t"u8);
        if (line.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0 || line.Contains((byte)0x7f))
            return false;
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> verb = space < 0 ? line : line[..space];
        int argumentsAt = space < 0 ? line.Length : space + 1;
        command = new CommandLine(Recognize(verb), argumentsAt, line[argumentsAt..]);
        return true;
    }

    /// <summary>Whether a line, which may be wrong otherwise, begins as BDAT does: the octets that it announces follow it.</summary>
    public static bool IsBdat(ReadOnlySpan<byte> line) => line.Length >= 4 && Is(line[..4], "BDAT"u8);

    private static CommandVerb Recognize(ReadOnlySpan<byte> verb)
    {
        if (verb.Length == 8)
            return Is(verb, "STARTTLS"u8) ? CommandVerb.StartTls : CommandVerb.Unknown;
        if (verb.Length != 4)
            return CommandVerb.Unknown;
        return (char)(verb[0] & 0xdf) switch
        {
            'A' when Is(verb, "AUTH"u8) => CommandVerb.Auth,
            'B' when Is(verb, "BDAT"u8) => CommandVerb.Bdat,
            'D' when Is(verb, "DATA"u8) => CommandVerb.Data,
            'E' when Is(verb, "EHLO"u8) => CommandVerb.Ehlo,
            'E' when Is(verb, "EXPN"u8) => CommandVerb.Expn,
            'H' when Is(verb, "HELO"u8) => CommandVerb.Helo,
            'H' when Is(verb, "HELP"u8) => CommandVerb.Help,
            'M' when Is(verb, "MAIL"u8) => CommandVerb.Mail,
            'N' when Is(verb, "NOOP"u8) => CommandVerb.Noop,
            'Q' when Is(verb, "QUIT"u8) => CommandVerb.Quit,
            'R' when Is(verb, "RCPT"u8) => CommandVerb.Rcpt,
            'R' when Is(verb, "RSET"u8) => CommandVerb.Rset,
            'V' when Is(verb, "VRFY"u8) => CommandVerb.Vrfy,
            _ => CommandVerb.Unknown,
        };
    }

    private static bool Is(ReadOnlySpan<byte> verb, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(verb, name);
}
