using System.Collections.Concurrent;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.TestKit.Lists;

/// <summary>A domain list that has to look something up, as lists with lookups will: it never answers at once, unless a test says so.</summary>
public sealed class ScriptedDomains : DomainList
{
    private readonly ConcurrentDictionary<Task<Membership>, bool> open = new();

    public override bool IsEmpty => false;

    public override bool IsConstant => false;

    /// <summary>What it answers; until then, that the lookup is silent.</summary>
    public Membership Answer { get; set; } = Membership.NotKnown("the lookup is silent");

    /// <summary>How it answers, where <see cref="Answer"/> is not enough.</summary>
    public Func<MailDomain, CancellationToken, ValueTask<Membership>>? Look { get; set; }

    /// <summary>Questions whose answer the test holds back. One that has got its answer is no longer counted, although the asker may not have run on
    /// yet.</summary>
    public int Hanging => open.Keys.Count(static question => !question.IsCompleted);

    public override async ValueTask<Membership> MatchAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        if (Look is null)
        {
            await Task.Yield();
            return Answer;
        }

        Task<Membership> question = Look(domain, cancellationToken).AsTask();
        open.TryAdd(question, true);
        try
        {
            return await question;
        }
        finally
        {
            open.TryRemove(question, out _);
        }
    }

    public override string ToString() => "<; ${lookup redis{x}}";
}
