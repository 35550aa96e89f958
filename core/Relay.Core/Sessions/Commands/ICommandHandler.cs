namespace Relay.Core.Sessions.Commands;

/// <summary>Does what one command asks. Without state of its own; the state table has already allowed the verb, except for BDAT.</summary>
internal interface ICommandHandler
{
    /// <summary>Acts and writes the reply.</summary>
    /// <param name="session">The session.</param>
    /// <param name="arguments">What follows the verb; valid until the session reads on.</param>
    ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments);
}
