using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Relay.Core.Metering;
using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>The thread that writes: takes whatever waits, and commits it as one transaction. Nothing is delayed to fill a batch.</summary>
internal sealed partial class WriterThread
{
    private const int MaxBatchRequests = 1024;

    /// <summary>A batch ends above it, so that large messages do not make small ones wait long.</summary>
    private const long MaxBatchOctets = 8 * 1024 * 1024;

    private readonly CommitQueue queue;
    private readonly SpoolWriter writer;
    private readonly InFlightFile marks;
    private readonly StartNote startNote;
    private readonly SpoolFilesCheck files;
    private readonly SpoolLockCheck held;
    private readonly FreePages pages;
    private readonly FullDisk full;
    private readonly TimeSpan idleAfter;
    private readonly ILogger<WriterThread> logger;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="idleAfter">After how long without a request the thread looks after the files.</param>
    public WriterThread(
        CommitQueue queue,
        SpoolWriter writer,
        InFlightFile marks,
        StartNote startNote,
        SpoolFilesCheck files,
        SpoolLockCheck held,
        FullDisk full,
        TimeSpan idleAfter,
        TimeProvider time,
        ILogger<WriterThread> logger)
    {
        (this.queue, this.writer, this.marks, this.startNote, this.files, this.held, this.full) =
            (queue, writer, marks, startNote, files, held, full);
        (this.idleAfter, this.logger) = (idleAfter, logger);
        pages = new FreePages(writer.Database, time);
        new Thread(Work) { IsBackground = true, Name = "spool writer" }.Start();
    }

    /// <summary>Completes when the queue is closed and all that waited is written.</summary>
    public Task Ended => ended.Task;

    private void Work()
    {
        while (queue.Take(idleAfter) is { } requests)
        {
            if (requests.Count == 0)
                LookForFiles();
            if (files.AreThere)
                full.LookForRoom();
            if (requests.Count == 0)
            {
                GiveBackPages(static (pages, isIdle) => pages.GiveBackAll(isIdle));
            }

            for (int start = 0; start < requests.Count;)
            {
                Span<WriteRequest> batch = CollectionsMarshal.AsSpan(requests)[start..];
                batch = batch[..BatchLength(batch)];
                Write(batch);
                start += batch.Length;
                queue.Done(batch.Length);
            }

            if (requests.Count > 0)
                GiveBackPages(static (pages, isIdle) => pages.GiveBackSome(isIdle));
        }

        ended.SetResult();
    }

    private static int BatchLength(Span<WriteRequest> requests)
    {
        long octets = 0;
        int length = 0;
        while (length < requests.Length && length < MaxBatchRequests && octets < MaxBatchOctets)
            octets += requests[length++].Octets;
        return length;
    }

    private void Write(Span<WriteRequest> batch)
    {
        Exception? fault = TryWrite(batch, static _ => true);
        if (fault is null)
        {
            foreach (WriteRequest request in batch)
                request.Succeed();
            return;
        }

        if (batch.Length == 1 && !IsFull(fault))
        {
            LogNotWritten(fault);
            batch[0].Fail(Explain(batch[0], fault));
            return;
        }

        WriteApart(batch, fault);
    }

    /// <summary>After a failed batch: first the outcomes, since mail that is queued must go on when the disk is full; then each by itself.</summary>
    private void WriteApart(Span<WriteRequest> batch, Exception first)
    {
        LogBatchFailed(batch.Length, first);
        bool noRoom = IsFull(first);
        if (noRoom)
            full.MakeRoom(writer.Database);
        bool together = TryWrite(batch, static request => IsOutcome(request)) is null;
        foreach (WriteRequest request in batch)
        {
            if (together && IsOutcome(request))
                request.Succeed();
            else if (noRoom && !request.EndsAttempts)
                request.Fail(Explain(request, first)); // the room that was made is not for new mail
            else
                WriteAlone(request);
        }
    }

    private void WriteAlone(WriteRequest request)
    {
        WriteRequest[] alone = [request];
        if (TryWrite(alone, static _ => true) is { } fault)
            request.Fail(Explain(request, fault));
        else
            request.Succeed();
    }

    private static bool IsOutcome(WriteRequest request) => request.EndsAttempts && !request.BringsMail;

    private Exception? TryWrite(ReadOnlySpan<WriteRequest> batch, Func<WriteRequest, bool> chosen)
    {
        long position = writer.LastPosition;
        try
        {
            files.Demand();
            held.Look();
            writer.Begin();
            int changes = 0;
            startNote.Write(writer);
            foreach (WriteRequest request in batch)
            {
                if (!chosen(request))
                    continue;
                if (request.BringsMail)
                    held.Demand();
                request.Apply(writer);
                changes++;
            }

            long started = RelayMeter.CommitDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
            writer.Commit();
            RelayMeter.CommitSize.Record(changes);
            if (started != 0)
                RelayMeter.CommitDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            startNote.IsWritten = true;
            if (writer.LastMessage != 0)
                marks.Acknowledge(writer.Taken, writer.LastMessage);
            return null;
        }
        catch (Exception fault)
        {
            writer.LastPosition = position;
            return RollBack() ?? fault;
        }
    }

    private SqliteFaultException? RollBack()
    {
        try
        {
            writer.Database.RollBack();
            return null;
        }
        catch (SqliteFaultException fault)
        {
            return fault;
        }
    }

    private void LookForFiles()
    {
        held.Look();
        try
        {
            files.Demand();
        }
        catch (IOException)
        {
            // It is in the log, and no mail is taken.
        }
    }

    private void GiveBackPages(Action<FreePages, Func<bool>> giveBack)
    {
        try
        {
            giveBack(pages, () => queue.IsEmpty);
        }
        catch (SqliteFaultException fault)
        {
            LogVacuumFailed(fault);
        }
    }

    private static bool IsFull(Exception fault) => fault is SqliteFaultException { IsFull: true };

    private static Exception Explain(WriteRequest request, Exception fault) => fault switch
    {
        SqliteFaultException { IsFull: true } when request.BringsMail => new SpoolFullException("the spool's disk is full", fault),
        SqliteFaultException { IsConstraint: true } => new IOException("the spool already has a message with this id", fault),
        IOException => fault,
        _ => new IOException("the spool could not store a change", fault),
    };
}
