namespace Relay.Core.Handlers.Tables;

/// <summary>Follows changes of the handler table.</summary>
internal interface ITableFollower
{
    /// <summary>Makes ready for a table that will be in force. The notices that its subscribers hear are written from then on, and none may pass them
    /// by.</summary>
    ValueTask PrepareAsync(HandlerTable next, CancellationToken cancellationToken);

    /// <summary>Takes up a table that is in force now, and leaves off what it no longer has.</summary>
    ValueTask FollowAsync(HandlerTable current);
}
