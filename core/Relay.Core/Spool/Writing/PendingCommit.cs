using System.Threading.Tasks.Sources;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>A change on its way to the disk, and the caller's waiting for it. Used again for other changes.</summary>
internal sealed class PendingCommit(PendingCommitPool pool) : WriteRequest, IValueTaskSource<SpoolReceipt>
{
    private const int Waiting = 0;
    private const int Ended = 1;
    private const int GivenUp = 2;
    private readonly List<MessageId> completed = [];
    private ManualResetValueTaskSourceCore<SpoolReceipt> source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;
    private IReadOnlyList<ClaimedEntry> made = [];
    private int state;

    /// <summary>What is to be written.</summary>
    public EncodedChange Change { get; } = new();

    public override bool BringsMail => Change.Messages.Length > 0;

    public override bool EndsAttempts => Change.Updates.Length > 0;

    public override long Octets => Change.Octets;

    /// <summary>The result, to be awaited once.</summary>
    public ValueTask<SpoolReceipt> Task => new(this, source.Version);

    /// <summary>Ends the encoding.</summary>
    /// <param name="receiptEntries">What the receipt will say of new entries.</param>
    /// <param name="cancellationToken">Ends the waiting, not the writing.</param>
    public void Ready(IReadOnlyList<ClaimedEntry> receiptEntries, CancellationToken cancellationToken)
    {
        made = receiptEntries;
        if (cancellationToken.CanBeCanceled)
            cancellation = cancellationToken.UnsafeRegister(static (pending, token) => ((PendingCommit)pending!).GiveUp(token), this);
    }

    public override void Apply(SpoolWriter writer)
    {
        completed.Clear();
        Change.Apply(writer, completed);
    }

    public override void Succeed()
    {
        EndDrafts(stored: true);
        foreach (ref readonly UpdateRow row in Change.Updates)
            pool.EndUpdate(row, isCompleted: row.Removes && completed.Contains(row.MessageId));
        var receipt = new SpoolReceipt(made, completed.Count == 0 ? [] : completed.ToArray());
        if (Interlocked.CompareExchange(ref state, Ended, Waiting) == Waiting)
            source.SetResult(receipt);
        else
            GiveBack();
    }

    public override void Fail(Exception fault)
    {
        EndDrafts(stored: false);
        GiveBack();
        if (Interlocked.CompareExchange(ref state, Ended, Waiting) == Waiting)
            source.SetException(fault);
    }

    private void EndDrafts(bool stored)
    {
        foreach (ref readonly MessageRow row in Change.Messages)
        {
            row.Draft.EndCommit(stored);
            row.Content.Release();
        }
    }

    /// <summary>Ends the claims that the change was to make, and their shares of the content.</summary>
    private void GiveBack()
    {
        foreach (ref readonly MessageRow row in Change.Messages)
        {
            if (row.Claims)
                pool.Claims.EndAll(row.FirstEntry, row.Entries);
        }

        for (int i = 0; i < made.Count; i++)
            made[i].Content?.Release();
    }

    private void GiveUp(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting)
            source.SetException(new OperationCanceledException(token));
    }

    SpoolReceipt IValueTaskSource<SpoolReceipt>.GetResult(short token)
    {
        bool isEnded = Volatile.Read(ref state) == Ended;
        try
        {
            return source.GetResult(token);
        }
        finally
        {
            // After giving up the writer may still hold it: it is then left to the collector.
            cancellation.Dispose();
            if (isEnded)
                Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<SpoolReceipt>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<SpoolReceipt>.OnCompleted(
        Action<object?> continuation, object? continuationState, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, continuationState, token, flags);

    private void Recycle()
    {
        Change.Clear();
        completed.Clear();
        cancellation = default;
        made = [];
        source.Reset();
        state = Waiting;
        pool.Return(this);
    }
}
