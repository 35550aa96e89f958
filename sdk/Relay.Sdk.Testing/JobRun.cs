namespace Relay.Sdk.Testing;

/// <summary>How one run of a job ended. One of the nested records.</summary>
public abstract record JobRun
{
    private JobRun()
    {
    }

    /// <summary>The job came to its end.</summary>
    public sealed record Done : JobRun;

    /// <summary>The job threw or was late; the relay would run it again after <see cref="Jobs.JobOptions.FirstRetry"/>.</summary>
    /// <param name="Reason">Why, as <c>relay plugin list</c> shows it.</param>
    public sealed record Failed(string Reason) : JobRun;
}
