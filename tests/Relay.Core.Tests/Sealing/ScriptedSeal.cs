using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Filters;

namespace Relay.Core.Tests.Sealing;

/// <summary>A seal made of a lambda, which gets the content as text.</summary>
internal sealed class ScriptedSeal(Func<MessageToSeal, string, SealResult> seal) : IMessageSeal
{
    public static RegisteredSeal Of(Func<MessageToSeal, string, SealResult> seal, bool keepsEightBit = false) =>
        new(new HandlerIdentity("signer", "sign", "seal"), new ScriptedSeal(seal), keepsEightBit);

    /// <summary>Adds one field.</summary>
    public static RegisteredSeal Adding(string name, string value, bool keepsEightBit = false) =>
        Of((_, _) => SealResult.Add(HeaderField.Of(name, value)), keepsEightBit);

    public async ValueTask<SealResult> SealAsync(MessageToSeal message, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(await message.Content.OpenReadAsync(cancellationToken), System.Text.Encoding.Latin1);
        return seal(message, await reader.ReadToEndAsync(cancellationToken));
    }
}
