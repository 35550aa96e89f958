namespace Relay.TestKit.Peers;

/// <summary>How a client says who it is.</summary>
/// <param name="Mechanism">PLAIN, LOGIN or SCRAM-SHA-256.</param>
/// <param name="User">The name.</param>
/// <param name="Password">The password.</param>
public sealed record Login(string Mechanism, string User, string Password);
