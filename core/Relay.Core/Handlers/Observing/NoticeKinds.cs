using System.Collections.Frozen;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>The notices of the catalogue, numbered as bits of a mask.</summary>
internal static class NoticeKinds
{
    private static readonly Type[] All = [.. EventCatalogue.All.Select(static description => description.Notice).OfType<Type>()];
    private static readonly FrozenDictionary<Type, uint> Bits = All.ToFrozenDictionary(static notice => notice, MaskOf);

    /// <summary>The notices that stand in the outbox.</summary>
    internal static readonly uint Durable = MaskOf(typeof(MessageNotice));

    /// <summary>The notices that are told live.</summary>
    internal static readonly uint Live = MaskOf(typeof(ConnectionNotice));

    /// <summary>The bit of a notice.</summary>
    internal static uint BitOf(Notice notice) => Bits[notice.GetType()];

    /// <summary>The bit of a notice; for what several notices have in common, the bits of all of them.</summary>
    internal static uint MaskOf(Type notice)
    {
        uint mask = 0;
        for (int i = 0; i < All.Length; i++)
            mask |= notice.IsAssignableFrom(All[i]) ? 1u << i : 0;
        return mask != 0 ? mask : throw new ArgumentException($"{notice.Name} is not one of the notices: " +
            $"{string.Join(", ", All.Select(n => n.Name))}");
    }
}
