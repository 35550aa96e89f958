namespace Relay.Host.Queue;

/// <summary>What an operator can do to queue entries.</summary>
internal enum QueueChange
{
    Hold,
    Release,
    Retry,
    Bounce,
    Remove,
}
