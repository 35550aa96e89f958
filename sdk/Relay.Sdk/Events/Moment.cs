namespace Relay.Sdk.Events;

/// <summary>A point at which plugins may decide, while a peer waits. Sealed records of the sdk only.</summary>
public abstract record Moment
{
    private protected Moment()
    {
    }
}
