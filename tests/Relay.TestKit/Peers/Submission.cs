namespace Relay.TestKit.Peers;

/// <summary>A message and where to.</summary>
/// <param name="Content">Line ends CRLF.</param>
/// <param name="OverTls">Through the listener that offers STARTTLS, and only with it.</param>
public sealed record Submission(string Sender, IReadOnlyList<string> Recipients, byte[] Content, bool OverTls = false);
