namespace Relay.Trials.Send;

/// <summary>A run of the trial client: so many sessions at once until all messages are sent.</summary>
internal sealed class SendRun(SendOptions options, IMessageSource messages, TimeProvider time)
{
    public SendTally Tally { get; } = new(options, time);

    public async Task<SendReport> RunAsync(CancellationToken cancellationToken)
    {
        int sessions = (int)Math.Min(options.Sessions, options.Count);
        await Task.WhenAll(Enumerable.Range(0, sessions)
            .Select(_ => Task.Run(() => new SendSession(options, messages, Tally, time).RunAsync(cancellationToken), CancellationToken.None)))
            ;
        return Tally.Report();
    }
}
