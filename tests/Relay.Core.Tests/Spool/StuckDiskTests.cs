using Microsoft.Data.Sqlite;
using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class StuckDiskTests
{
    [Fact]
    public async Task A_caller_can_give_up_waiting_and_what_is_stored_later_is_nobodys_claim()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        NewMessage made = await kit.NewAsync(spool, 5000, claim: true);
        using var giveUp = new CancellationTokenSource();
        Task<SpoolReceipt> commit;
        using (var other = new SqliteConnection($"Data Source={kit["spool.db"]};Pooling=False"))
        {
            // Another process that holds the database stands in for a disk that does not answer.
            other.Open();
            using SqliteCommand hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            commit = spool.Queue.CommitAsync(new SpoolChange { Messages = [made] }, giveUp.Token).AsTask();
            await giveUp.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(commit);
            await made.Draft.DisposeAsync();
        }

        // Writes after it, so that the one given up has ended.
        await kit.QueueAsync(spool, destination: "other.example");
        ClaimedEntry found = (await spool.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 10, CancellationToken.None)).ShouldHaveSingleItem();
        SpooledContent? content = await spool.Content.OpenAsync(found.Entry.Message.Id, CancellationToken.None);
        (await SpoolKit.ReadAsync(content!)).ShouldBe(SpoolKit.Content(found.Entry.Message.Id, 5000));
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        List<Task> commits = [.. Enumerable.Range(0, 200).Select(_ => kit.QueueAsync(spool))];
        await spool.DisposeAsync();
        await Task.WhenAll(commits);
        await using LocalSpool again = await kit.StartAsync();
        (await SpoolKit.ListAsync(again)).Count.ShouldBe(200);
        await spool.Queue.ReleaseAsync([(await (Task<ClaimedEntry>)commits[0])], CancellationToken.None);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await spool.Queue.CommitAsync(new SpoolChange(), CancellationToken.None));
    }
}
