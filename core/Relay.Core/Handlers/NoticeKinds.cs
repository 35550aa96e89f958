using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>The notices of the sdk, numbered as bits of a mask.</summary>
internal static class NoticeKinds
{
    private static readonly Type[] All =
    [
        typeof(MessageQueued),
        typeof(RecipientDelivered),
        typeof(RecipientDeferred),
        typeof(RecipientFailed),
        typeof(MessageCompleted),
    ];

    /// <summary>The bit of a notice; all bits for <see cref="Notice"/> itself.</summary>
    internal static uint MaskOf(Type notice)
    {
        if (notice == typeof(Notice))
            return (1u << All.Length) - 1;
        int index = Array.IndexOf(All, notice);
        return index >= 0 ? 1u << index : throw new ArgumentException($"{notice.Name} is not one of the notices: {string.Join(", ", All.Select(n => n.Name))}");
    }
}
