using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.SpoolVictim;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Spool.KillTests;

/// <summary>What reaches the disk, in which order, and what a failing or dying one leaves: seen from the system calls.</summary>
public sealed class StorageOrderTests
{
    private const int Messages = 100;

    [Fact]
    public async Task Content_names_and_log_are_synced_in_this_order_before_a_message_is_acknowledged()
    {
        StorageTrace trace = await TraceAsync([], 1);
        trace.Acknowledged.ShouldBe(Messages);
        trace.SyncedFiles.ShouldBe(Messages / 16);
        trace.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_message_whose_sync_failed_is_not_acknowledged_and_what_follows_is_written_anew(int every)
    {
        // Not the syncs of the start, which would end it.
        StorageTrace trace = await TraceAsync(["-e", $"inject=fsync:error=EIO:when=22..122+{every}"], 16);
        trace.FailedSyncs.ShouldBeGreaterThan(10);
        trace.Acknowledged.ShouldBeGreaterThan(0);
        trace.Faults.ShouldBeEmpty();
    }

    public static TheoryData<string, string, int, long> Points() => new()
    {
        { "pwrite64", "spool.db-wal", 41, 1 }, // within a transaction
        { "pwrite64", "spool.db-wal", 42, 1 }, // within a page of it
        { "fsync", "spool.db-wal", 9, 1 }, // written, not synced
        { "fsync", "spool.db-wal", 10, 1 },
        { "pwrite64", "{body}", 1, 16 }, // while content arrives
        { "fsync", "{body}", 1, 16 }, // content written, not synced
        { "fsync", "{folder}", 1, 16 }, // synced, and its name not
        { "unlink", "{body}", 1, 16 }, // completed, and its file still there
        { "pwrite64", "spool.db", 3, VictimMail.Bulky }, // the first page of a checkpoint
        { "pwrite64", "spool.db", 1000, VictimMail.Bulky }, // in the middle of it
        { "fsync", "spool.db", 3, VictimMail.Bulky }, // at its end
        { "write", "", 30, 1 }, // committed, not said
        { "write", "", 31, 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Nothing_acknowledged_is_missing_or_torn_after_a_kill_at_this_call(string call, string path, int time, long firstId)
    {
        SkipWithoutStrace();
        using var folder = new TemporaryFolder();
        string file = path
            .Replace("{body}", $"bodies/{firstId:x2}/{new MessageId(firstId)}", StringComparison.Ordinal)
            .Replace("{folder}", $"bodies/{firstId:x2}", StringComparison.Ordinal);
        string[] only = path.Length > 0 ? ["-P", folder["spool/" + file]] : [];
        var victim = new SpoolVictimProcess();
        bool ended = await victim.RunTracedAsync(
            folder["spool"], firstId, 1, 600, ["-f", "-qq", "-o", folder["trace"], .. only, "-e", $"trace={call}", "-e",
                $"inject={call}:signal=KILL:when={time}"],
            TestContext.Current.CancellationToken);
        ended.ShouldBeFalse("it was not killed");
        SpoolRecovery recovery = await SpoolCheck.RunAsync(folder["spool"], victim.LastWords);
        recovery.AfterCrash.ShouldBeTrue();
        Directory.GetFiles(folder["spool/bodies"], "0*", SearchOption.AllDirectories).Length.ShouldBe(
            victim.LastWords.Count(static word => word.Value == "stored" && word.Key.Value % 16 == 0), "content files without a message");
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_a_full_disk_and_nothing_acknowledged_is_missing()
    {
        Victim victim = await RunWithFaultAsync("pwrite64", "EDQUOT:when=60..90", "spool.db-wal", 1);
        victim.Words.Values.ShouldContain("full");
    }

    [Theory]
    [InlineData("openat", "failed")]
    [InlineData("unlink", "removed")]
    public async Task A_content_file_that_may_not_be_made_or_removed_ends_neither_the_process_nor_the_next_start(string call, string word)
    {
        Victim victim = await RunWithFaultAsync(call, "EACCES", $"bodies/10/{new MessageId(16)}", 16);
        victim.Words[new MessageId(16)].ShouldBe(word);
        victim.Recovery.Corrupt.ShouldBe(call == "unlink" ? 1 : 0);
    }

    /// <summary>Runs the victim to its end while a call on a file fails.</summary>
    private static async Task<Victim> RunWithFaultAsync(string call, string fault, string file, long firstId)
    {
        SkipWithoutStrace();
        using var folder = new TemporaryFolder();
        var victim = new SpoolVictimProcess();
        bool ended = await victim.RunTracedAsync(
            folder["spool"], firstId, 1, Messages, ["-f", "-qq", "-o", folder["trace"], "-P", folder["spool/" + file], "-e", $"trace={call}", "-e",
                $"inject={call}:error={fault}"],
            TestContext.Current.CancellationToken);
        ended.ShouldBeTrue();
        SpoolRecovery recovery = await SpoolCheck.RunAsync(folder["spool"], victim.LastWords);
        return new Victim(victim.LastWords, recovery);
    }

    private sealed record Victim(Dictionary<MessageId, string> Words, SpoolRecovery Recovery);

    private static async Task<StorageTrace> TraceAsync(string[] faults, long firstId)
    {
        SkipWithoutStrace();
        using var folder = new TemporaryFolder();
        var victim = new SpoolVictimProcess();
        bool ended = await victim.RunTracedAsync(
            folder["spool"], firstId, 1, Messages, [.. StorageTrace.Arguments(folder["trace"]), .. faults], TestContext.Current.CancellationToken);
        ended.ShouldBeTrue();
        await SpoolCheck.RunAsync(folder["spool"], victim.LastWords);
        var trace = new StorageTrace(folder["spool"]);
        trace.Read(folder["trace"]);
        return trace;
    }

    private static void SkipWithoutStrace() =>
        Assert.SkipWhen(PeerPrograms.Missing("strace") is not null, "strace is not here (./test.sh installs it)");
}
