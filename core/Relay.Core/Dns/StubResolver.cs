using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Relay.Core.Dns.Exchange;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

/// <summary>The built-in resolver: asks validating resolvers, keeps their answers, and tells "no records" from "no answer".</summary>
/// <remarks>Safe for any number of callers at once; questions that are asked together are sent once.</remarks>
public sealed partial class StubResolver : IDnsResolver, IDisposable
{
    private readonly AnswerCache cache;
    private readonly AliasFollower follower;
    private readonly TimeProvider time;
    private readonly ILogger<StubResolver> logger;
    private readonly TimeSpan longest;
    private readonly CancellationTokenSource disposed = new();
    private readonly Lock gate = new();
    private readonly Dictionary<DnsQuestion, Task<DnsAnswer>> underWay = [];

    /// <param name="nextId">Where message ids come from; cryptographically random when null.</param>
    public StubResolver(StubResolverOptions options, TimeProvider time, ILogger<StubResolver> logger, Func<ushort>? nextId = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Servers.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1);
        this.time = time;
        this.logger = logger;
        cache = new AnswerCache(options.CacheEntries, time);
        var exchange = new ServerExchange(options.Timeout, time, nextId ?? RandomId);
        follower = new AliasFollower(
            new ServerRounds(new ResolverServers(options.Servers, options.TrustAd, time), exchange, options.Attempts));
        longest = options.Timeout * options.Attempts * options.Servers.Count;
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = new DnsQuestion(DnsName.Canonical(name), type);
        if (cache.Find(question) is { } kept)
            return ValueTask.FromResult(kept);
        if (SpecialNames.Find(question) is { } known)
            return ValueTask.FromResult(known);
        // A caller that gives up leaves alone; the question goes on for the other callers and for the cache.
        return new ValueTask<DnsAnswer>(AskOnce(question).WaitAsync(cancellationToken));
    }

    /// <summary>Ends the questions under way; they are answered with Failure.</summary>
    public void Dispose() => disposed.Cancel();

    private Task<DnsAnswer> AskOnce(DnsQuestion question)
    {
        TaskCompletionSource<DnsAnswer> answer;
        lock (gate)
        {
            if (underWay.TryGetValue(question, out Task<DnsAnswer>? asked))
                return asked;
            answer = new TaskCompletionSource<DnsAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            underWay.Add(question, answer.Task);
        }

        _ = AskAsync(question, answer);
        return answer.Task;
    }

    private async Task AskAsync(DnsQuestion question, TaskCompletionSource<DnsAnswer> asker)
    {
        DnsAnswer answer = await AskWithinDeadlineAsync(question);
        // Kept before the question leaves the table, so that no caller can miss both.
        cache.Keep(question, answer);
        lock (gate)
            underWay.Remove(question);
        if (!answer.IsUsable)
            LogNoAnswer(question.Name, question.Type, answer.Security, answer.Problem);
        asker.SetResult(answer.IsUsable ? answer with { TimeToLive = AnswerCache.LifetimeOf(answer) } : answer);
    }

    private async Task<DnsAnswer> AskWithinDeadlineAsync(DnsQuestion question)
    {
        using var deadline = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(disposed.Token, deadline.Token);
        try
        {
            return await follower.ResolveAsync(question, either.Token);
        }
        catch (OperationCanceledException)
        {
            string problem = disposed.IsCancellationRequested ? "the resolver was stopped" : $"no answer within {longest.TotalSeconds:0.#} s";
            return new DnsAnswer { Security = DnsSecurity.Failure, Problem = problem };
        }
#pragma warning disable CA1031 // A fault of ours must not leave the waiters without an answer, nor look like "no records".
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault, question.Name, question.Type);
            return new DnsAnswer { Security = DnsSecurity.Failure, Problem = fault.Message };
        }
    }

    private static ushort RandomId()
    {
        Span<byte> id = stackalloc byte[2];
        RandomNumberGenerator.Fill(id);
        return BitConverter.ToUInt16(id);
    }
}
