using Relay.Core.Handlers.Tables;
using Relay.Sdk.Events;
using Relay.Sdk.Submission;

namespace Relay.Core.Submission;

/// <summary>Stands between plugins and the queue: open while the relay takes mail.</summary>
/// <remarks>Plugins start before the queue is there and stop after it; meanwhile they are told to try later.</remarks>
public sealed class SubmissionGate
{
    private volatile Opened? opened;

    /// <summary>Lets messages through.</summary>
    public void Open(OwnMailIntake intake) => opened = new Opened(intake);

    /// <summary>Lets nothing more through, and waits for what is being stored; what is still being read is given up.</summary>
    /// <param name="patience">The longest wait, for a plugin's stream that blocks.</param>
    /// <param name="time">The clock.</param>
    public async Task CloseAsync(TimeSpan patience, TimeProvider time)
    {
        Opened? last = opened;
        opened = null;
        if (last is null)
            return;
        last.Leases.Close();
        await last.Closing.CancelAsync();
        await last.Leases.Drained.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether all of these notices tell of mail that the relay or a plugin has made itself.</summary>
    internal bool AreAboutOwnMail(IReadOnlyList<Notice> notices)
    {
        if (opened is not { } now)
            return false;
        foreach (Notice notice in notices)
        {
            if (!now.Intake.Ids.IsAbout(notice))
                return false;
        }

        return true;
    }

    /// <summary>Hands a message on.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    internal async ValueTask<SubmissionResult> SubmitAsync(string plugin, OwnMail mail, CancellationToken cancellationToken)
    {
        if (opened is not { } now || !now.Leases.TryEnter(out int cell))
            return SubmissionResult.NotNow("the relay takes no mail now: it starts or stops");
        try
        {
            return await now.Intake.TakeAsync(plugin, mail, now.Closing.Token, cancellationToken);
        }
        finally
        {
            now.Leases.Exit(cell);
        }
    }

    private sealed record Opened(OwnMailIntake Intake)
    {
        public TableLeases Leases { get; } = new();

        public CancellationTokenSource Closing { get; } = new();
    }
}
