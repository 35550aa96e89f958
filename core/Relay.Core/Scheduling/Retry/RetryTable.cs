using System.Globalization;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Scheduling.Retry;

/// <summary>The <c>retry</c> settings, read once: finds the rule of a recipient's domain.</summary>
public sealed class RetryTable
{
    private readonly (DomainList Domains, RetryRule Rule)[] rows;
    private readonly RetryRule otherwise;

    private RetryTable((DomainList Domains, RetryRule Rule)[] rows, RetryRule otherwise) => (this.rows, this.otherwise) = (rows, otherwise);

    /// <summary>Reads the table.</summary>
    /// <param name="settings">The rules.</param>
    /// <param name="problems">Gets one line for each mistake, with its path as in <c>retry[0].rule</c>.</param>
    /// <returns>Null when there are problems.</returns>
    public static RetryTable? Read(IReadOnlyList<RetrySettings> settings, ICollection<string> problems)
    {
        int before = problems.Count;
        var rows = new List<(DomainList, RetryRule)>();
        for (int i = 0; i < settings.Count; i++)
        {
            if (RetryRule.TryParse(settings[i].Rule, out RetryRule? rule, out string? problem))
                rows.Add((settings[i].Domains, rule));
            else
                problems.Add($"retry[{i}].rule: {problem}");
        }

        if (problems.Count > before)
            return null;

        // A domain without a rule of its own is retried by the default, never given up at once.
        return RetryRule.TryParse(new RetrySettings().Rule, out RetryRule? otherwise, out _) ? new RetryTable([.. rows], otherwise) : null;
    }

    /// <summary>Finds the rule of a domain: the first that lists it, or the default rule.</summary>
    /// <returns>No rule when the list of one has no answer now. It completes at once unless a list has to look something up.</returns>
    /// <exception cref="OperationCanceledException">The token fired while a list looked something up.</exception>
    public async ValueTask<RetryAnswer> FindAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            switch (await rows[i].Domains.MatchAsync(domain, cancellationToken))
            {
                case Membership.Yes:
                    return new RetryAnswer(rows[i].Rule, null);
                case Membership.Unavailable unknown:
                    return new RetryAnswer(null, string.Create(CultureInfo.InvariantCulture, $"retry[{i}].domains gave no answer: {unknown.Reason}"));
            }
        }

        return new RetryAnswer(otherwise, null);
    }
}
