namespace Relay.Core.Protocol.Client;

/// <summary>SASL mechanisms that the relay can use as a client.</summary>
[Flags]
internal enum AuthMechanisms
{
    None = 0,
    Plain = 1,
    Login = 2,
    ScramSha256 = 4,
}
