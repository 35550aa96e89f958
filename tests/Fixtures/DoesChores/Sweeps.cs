using System.Text.Json.Nodes;
using Relay.Sdk.Commands;

namespace DoesChores;

/// <summary>Tells how often was swept; or fails as it is told.</summary>
internal sealed class Sweeps(Sweep sweep) : ICommand
{
    public ValueTask<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => new(arguments switch
    {
        [] => CommandAnswer.Done(new JsonObject { ["sweeps"] = sweep.Runs }),
        ["fail"] => CommandAnswer.Failed("the broom is gone"),
        ["throw"] => throw new InvalidOperationException("secret of the log"),
        ["echo", ..] => CommandAnswer.Done(new JsonArray([.. arguments.Skip(1).Select(text => JsonValue.Create(text))])),
        _ => CommandAnswer.BadUsage("sweeps takes no argument"),
    });
}
