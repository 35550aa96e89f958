namespace Relay.Trials.Send;

/// <summary>The server refuses the session.</summary>
internal sealed class SendRefusedException(string reply) : Exception(reply);
