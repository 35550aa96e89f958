using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Deciding;

/// <summary>The index of a moment in the handler table, found once per type.</summary>
internal static class MomentKind<TMoment>
    where TMoment : Moment
{
    internal static readonly int Index = MomentKinds.IndexOf(typeof(TMoment));
}
