using System.Security.Cryptography;
using Relay.Sdk.Filters;

namespace SignsMail;

/// <summary>Adds a field with a hash of all that the seal has seen, the relay's Received field left out.</summary>
internal sealed class Sign(SignsMailSettings settings) : IMessageSeal
{
    public async ValueTask<SealResult> SealAsync(MessageToSeal message, CancellationToken cancellationToken)
    {
        if (settings.Fails)
            throw new InvalidOperationException("the key is gone");
        await using Stream content = await message.Content.OpenReadAsync(cancellationToken);
        using MemoryStream whole = new();
        await content.CopyToAsync(whole, cancellationToken);
        string origin = message.Client is { } client ? $"client {client.Helo}" : message.Plugin is { } plugin ? $"plugin {plugin}" : "relay";
        return SealResult.Add(HeaderField.Of(settings.Field,
            $" hash={Convert.ToHexStringLower(SHA256.HashData(Below(whole.ToArray())))};\r\n\torigin={origin}"));
    }

    private static ReadOnlySpan<byte> Below(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("Received:"u8))
            return content;
        int at = 0;
        do
            at += content[at..].IndexOf((byte)'\n') + 1;
        while (content[at] is (byte)' ' or (byte)'\t');
        return content[at..];
    }
}
