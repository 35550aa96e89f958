using System.Net;

namespace Relay.Core.Tracing;

/// <summary>One line of a conversation.</summary>
/// <param name="At">When it was read or sent.</param>
/// <param name="Id">The id of the session or the attempt.</param>
/// <param name="Peer">The other side.</param>
/// <param name="Speaker">C for the client, S for the server, whichever of them the relay is; * for a note.</param>
/// <param name="Text">The line without its end, or a note in brackets where secrets or content are left out.</param>
public sealed record TraceLine(DateTimeOffset At, string Id, IPAddress Peer, char Speaker, string Text);
