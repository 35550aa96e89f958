namespace Relay.Core.Handlers;

/// <summary>Marks the flow of calls that hear a live notice, so that what they cause themselves is not told again: a handler of <c>dns:fail</c> may ask the DNS.</summary>
internal static class LiveCall
{
    private static readonly AsyncLocal<bool> Marked = new();

    /// <summary>Whether the caller runs on behalf of an observer of live notices.</summary>
    internal static bool IsWithin => Marked.Value;

    /// <summary>Marks the caller's flow, until the asynchronous method that calls this returns.</summary>
    internal static void Mark() => Marked.Value = true;
}
