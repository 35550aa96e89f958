using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>Lists where nothing may be waited for: the checks of the settings.</summary>
public static class ListAnswers
{
    /// <summary>The answer of a list that needs no lookup; Unavailable when it needs one.</summary>
    public static Membership AtOnce(this ValueTask<Membership> answer) =>
        answer.IsCompletedSuccessfully ? answer.Result : Membership.NotKnown("only a lookup can tell");
}
