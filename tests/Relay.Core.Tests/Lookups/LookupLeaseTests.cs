using Relay.Core.Handlers;
using Relay.Core.Handlers.Tables;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Lookups;

namespace Relay.Core.Tests.Lookups;

/// <summary>The plugin of a lookup is not stopped while somebody asks it, whatever table is published meanwhile.</summary>
public sealed class LookupLeaseTests
{
    private readonly TaskCompletionSource<LookupResult> answer = new();

    [Fact]
    public async Task A_lookup_that_runs_holds_the_table_it_was_found_in_and_the_next_question_goes_to_the_new_one()
    {
        CurrentHandlers handlers = Publish();
        NamedLookup handle = new("redis", handlers);
        Task<LookupResult> asked = handle.FindAsync(new LookupQuery("key"), CancellationToken.None).AsTask();

        HandlerTable last = handlers.Publish(new HandlerTrial().Build());

        handle.Exists.ShouldBeFalse();
        (await handle.FindAsync(new LookupQuery("key"), CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>();
        last.Leases.Drained.IsCompleted.ShouldBeFalse();
        answer.SetResult(LookupResult.Of("one"));
        (await asked).ShouldBeOfType<LookupResult.Found>();
        await last.Leases.Drained;
    }

    [Fact]
    public async Task A_call_that_goes_on_without_its_asker_holds_the_table_too()
    {
        CurrentHandlers handlers = Publish();
        using CancellationTokenSource impatient = new();
        Task<LookupResult> asked = new NamedLookup("redis", handlers).FindAsync(new LookupQuery("key"), impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);

        HandlerTable last = handlers.Publish(new HandlerTrial().Build());

        last.Leases.Drained.IsCompleted.ShouldBeFalse();
        answer.SetResult(LookupResult.Of("one"));
        await last.Leases.Drained;
    }

    private CurrentHandlers Publish()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddLookup("redis", new LookupOptions(), new FakeLookup(_ => new(answer.Task)), guard));
        return trial.Publish();
    }
}
