using System.Collections.Immutable;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>An abstract method of an SDK type.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Signature">Its signature for given arguments of the declaring type.</param>
internal sealed record SdkMethod(string Name, Func<ImmutableArray<string>, string> Signature);
