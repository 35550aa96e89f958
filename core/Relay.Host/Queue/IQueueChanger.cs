using Relay.Core.Scheduling.Administration;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Carries out changes of the queue.</summary>
internal interface IQueueChanger : IAsyncDisposable
{
    Task<QueueCommandResult> ChangeAsync(QueueChange change, QueueFilter filter, string reason, CancellationToken cancellationToken);
}
