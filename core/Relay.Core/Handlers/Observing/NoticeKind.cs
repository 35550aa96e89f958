using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>The bit of a notice in the handler table, found once per type.</summary>
internal static class NoticeKind<TNotice>
    where TNotice : Notice
{
    internal static readonly uint Mask = NoticeKinds.MaskOf(typeof(TNotice));
}
