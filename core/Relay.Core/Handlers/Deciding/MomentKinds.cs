using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Deciding;

/// <summary>The moments of the catalogue, numbered.</summary>
internal static class MomentKinds
{
    private static readonly Type[] All = [.. EventCatalogue.All.Select(static description => description.Moment).OfType<Type>()];

    internal static int Count => All.Length;

    /// <summary>The number of a moment; an abstract moment has none and is refused.</summary>
    internal static int IndexOf(Type moment)
    {
        int index = Array.IndexOf(All, moment);
        return index >= 0 ? index : throw new ArgumentException($"{moment.Name} is not one of the moments: " +
            $"{string.Join(", ", All.Select(m => m.Name))}");
    }
}
