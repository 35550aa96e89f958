using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Filters;

namespace Relay.Core.Handlers.Answering;

/// <summary>A seal of a plugin as the engine asks it: it never throws but for the caller's token.</summary>
/// <param name="Handler">The handler that seals.</param>
/// <param name="Seal">The seal.</param>
/// <param name="KeepsEightBit">Whether content may go to it as it is.</param>
public sealed record RegisteredSeal(HandlerIdentity Handler, IMessageSeal Seal, bool KeepsEightBit);
