using System.Buffers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Composition;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

public sealed class StorageWatchTests : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private readonly FakeTimeProvider clock = new();
    private readonly CapturedLog logs = new();
    private long lastId;

    public void Dispose() => logs.Dispose();

    [Fact]
    public async Task Storage_that_does_not_answer_is_told_of_and_so_is_its_return()
    {
        using var folder = new TemporaryFolder("watch");
        await using var spool = new LocalSpool(new SpoolSettings { Path = folder["spool"], ReserveOctets = 0 }, clock, NullLoggerFactory.Instance);
        await spool.StartAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Task watch = new StorageWatch(spool, clock, logs.CreateLogger<StorageWatch>()).RunAsync(stop.Token);

        using (var other = new SqliteConnection($"Data Source={folder["spool/spool.db"]};Pooling=False"))
        {
            // Another process that holds the database stands in for a disk that hangs.
            other.Open();
            using SqliteCommand hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            await UntilAsync("the alarm", () => Says("has not answered for"), spool, commits: true);
        }

        await UntilAsync("the end of it", () => Says("answers again"), spool, commits: false);
        await stop.CancelAsync();
        await watch;
    }

    [Fact]
    public async Task After_a_stop_of_the_whole_process_the_storage_is_not_blamed()
    {
        using var folder = new TemporaryFolder("watch");
        await using var spool = new LocalSpool(new SpoolSettings { Path = folder["spool"], ReserveOctets = 0 }, clock, NullLoggerFactory.Instance);
        await spool.StartAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var watchClock = new AskedClock();
        Task watch = new StorageWatch(spool, watchClock, logs.CreateLogger<StorageWatch>()).RunAsync(stop.Token);
        Task commit;
        using (var other = new SqliteConnection($"Data Source={folder["spool/spool.db"]};Pooling=False"))
        {
            other.Open();
            using SqliteCommand hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            commit = CommitAsync(spool);
            clock.Advance(TimeSpan.FromMinutes(2));
            await AskedAsync(watchClock, 1);
        }

        await commit;
        await AskedAsync(watchClock, 2);
        Says("has not answered for").ShouldBeFalse();
        await stop.CancelAsync();
        await watch;
    }

    // The watch asks for the time at each look.
    private static async Task AskedAsync(AskedClock clock, int times)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(LookInterval);
        clock.Advance(TimeSpan.FromSeconds(5));
        while (clock.Asked < times)
            await timer.WaitForNextTickAsync(deadline.Token);
    }

    private bool Says(string text) => logs.Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Lets time pass until it is so, with a commit waiting where asked.</summary>
    private async Task UntilAsync(string what, Func<bool> holds, LocalSpool spool, bool commits)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(LookInterval);
        Task commit = Task.CompletedTask;
        while (!holds())
        {
            deadline.IsCancellationRequested.ShouldBeFalse($"waited in vain for {what}");
            if (commits && commit.IsCompleted)
                commit = CommitAsync(spool);
            clock.Advance(TimeSpan.FromSeconds(1));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task CommitAsync(LocalSpool spool)
    {
        var id = new MessageId(++lastId);
        ISpoolDraft draft = await spool.Content.BeginAsync(id, mayUseReserve: false, CancellationToken.None);
        draft.Write("Subject: x\r\n\r\n"u8);
        var message = new QueuedMessage
        {
            Id = id,
            ReceivedAt = clock.GetUtcNow(),
            ReversePath = ReversePath.Null,
            LengthOctets = draft.LengthOctets
        };
        var entry = new QueueEntry
        {
            Message = message,
            Destination = "dest.example",
            Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse("b@dest.example") }],
            DueAt = message.ReceivedAt,
            ReviewAt = message.ReceivedAt,
        };
        try
        {
            await spool.Queue.CommitAsync(new SpoolChange { Messages = [new NewMessage(message, draft, [entry], Claim: false)] },
                CancellationToken.None);
        }
        catch (IOException)
        {
            // The database gives up after a while; the next one waits again.
        }
    }

    private sealed class AskedClock : FakeTimeProvider
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref asked);
            return base.GetTimestamp();
        }
    }
}
