namespace Relay.Core.Lookups;

/// <summary>Counts the calls of a plugin's handlers, so that it is not stopped before the last has ended.</summary>
internal interface IUseCount
{
    /// <summary>Begins a call within another call. The outer call is counted already, so this never fails.</summary>
    /// <returns>What is to be given to <see cref="Exit"/>.</returns>
    int EnterAgain();

    /// <summary>Ends a call.</summary>
    void Exit(int cell);
}
