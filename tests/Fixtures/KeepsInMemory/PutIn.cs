using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Commands;
using Relay.Sdk.Mail;

namespace KeepsInMemory;

/// <summary>Puts mail into the shared store behind the relay's back.</summary>
internal sealed class PutIn(IServiceProvider services) : ICommand
{
    public async ValueTask<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Asked for now: a command is made at the start of the plugin, and the store only where the settings choose it.
        await services.GetRequiredService<SharedStore>().PutInAsync(Mailbox.Parse(arguments[0]), cancellationToken);
        return CommandAnswer.Done(new JsonObject());
    }
}
