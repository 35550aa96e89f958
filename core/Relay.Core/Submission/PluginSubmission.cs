using Relay.Core.Lookups;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Settings;
using Relay.Sdk.Submission;

namespace Relay.Core.Submission;

/// <summary>What one plugin submits with: bounded in how many at once and how many in a time, and closed to mail about its own mail.</summary>
/// <param name="plugin">Its name, as in plugins.json.</param>
/// <param name="gate">The way to the queue.</param>
/// <param name="rate">How many in how long; null for no bound.</param>
internal sealed class PluginSubmission(string plugin, SubmissionGate gate, Rate? rate, TimeProvider time) : ISubmission
{
    /// <summary>Messages of one plugin that may be on their way at once.</summary>
    internal const int MostAtOnce = 16;

    private readonly Lock door = new();
    private readonly TokenBucket? bucket = rate is null ? null : new TokenBucket(rate, time);
    private int running;

    public async ValueTask<SubmissionResult> SubmitAsync(OwnMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(mail.Envelope, nameof(mail));
        ArgumentNullException.ThrowIfNull(mail.Content, nameof(mail));
        cancellationToken.ThrowIfCancellationRequested();
        if (LookupFlow.Current.Notices is { Count: > 0 } notices && gate.AreAboutOwnMail(notices))
            return SubmissionResult.Refuse("mail about a notice that itself tells of the relay's or a plugin's own mail would never end");
        if (TryEnter() is { } later)
            return later;
        SubmissionResult? result = null;
        try
        {
            return result = await gate.SubmitAsync(plugin, mail, cancellationToken);
        }
        finally
        {
            Leave(isCounted: result is SubmissionResult.Accepted);
        }
    }

    private SubmissionResult.TryLater? TryEnter()
    {
        lock (door)
        {
            if (running == MostAtOnce)
                return SubmissionResult.NotNow($"{MostAtOnce} messages of the plugin are being taken now");
            TimeSpan wait = bucket?.TryTake() ?? TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                return SubmissionResult.NotNow($"the plugin has submitted {rate!.Count} messages in {rate.Period} (submissionRate in plugins.json)",
                    wait);
            running++;
            return null;
        }
    }

    private void Leave(bool isCounted)
    {
        lock (door)
        {
            running--;
            if (!isCounted)
                bucket?.Return();
        }
    }
}
