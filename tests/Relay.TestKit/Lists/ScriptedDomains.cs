using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.TestKit.Lists;

/// <summary>A domain list that has to look something up, as lists with lookups will: it never answers at once, unless a test says so.</summary>
public sealed class ScriptedDomains : DomainList
{
    private int hanging;

    public ScriptedDomains() => Look = async (_, _) =>
    {
        await Task.Yield();
        return Answer;
    };

    public override bool IsEmpty => false;

    public override bool IsConstant => false;

    /// <summary>What it answers; until then, that the lookup is silent.</summary>
    public Membership Answer { get; set; } = Membership.NotKnown("the lookup is silent");

    /// <summary>How it answers, where <see cref="Answer"/> is not enough.</summary>
    public Func<MailDomain, CancellationToken, ValueTask<Membership>> Look { get; set; }

    /// <summary>Questions without an answer.</summary>
    public int Hanging => Volatile.Read(ref hanging);

    public override async ValueTask<Membership> MatchAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref hanging);
        try
        {
            return await Look(domain, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref hanging);
        }
    }

    public override string ToString() => "<; ${lookup redis{x}}";
}
