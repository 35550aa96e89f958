namespace Relay.TestKit.Peers;

/// <summary>Parameters of RFC 3461 as they stand on the wire.</summary>
/// <param name="Return">FULL or HDRS.</param>
/// <param name="EnvelopeId">ENVID.</param>
/// <param name="Notify">NOTIFY of each recipient.</param>
/// <param name="OriginalRecipient">ORCPT, with its type.</param>
public sealed record DsnWishes(string Return, string EnvelopeId, string Notify, string OriginalRecipient);
