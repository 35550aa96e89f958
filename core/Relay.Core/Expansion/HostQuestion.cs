using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>A host, with what the DNS says of it while one list is asked.</summary>
/// <param name="Host">The host.</param>
/// <param name="Names">Looks a client up; null where nothing is to be looked up.</param>
internal readonly record struct HostQuestion(HostSubject Host, ClientNames? Names);
