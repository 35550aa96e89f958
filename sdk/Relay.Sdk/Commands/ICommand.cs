namespace Relay.Sdk.Commands;

/// <summary>A command of a plugin's own for operators: <c>relay plugin call ID NAME ARGUMENTS…</c> and <c>POST /plugins/ID/NAME</c> of the admin
/// endpoint.</summary>
/// <remarks>Called concurrently. A throw and a missed deadline answer <see cref="CommandAnswer.Failure"/>; the log says more.</remarks>
public interface ICommand
{
    /// <summary>Carries the command out in the running relay.</summary>
    /// <param name="arguments">As they were typed: at most 64, with at most 4096 characters together.</param>
    /// <param name="cancellationToken">Fires at the deadline, when the caller goes away, and when the relay stops.</param>
    ValueTask<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
