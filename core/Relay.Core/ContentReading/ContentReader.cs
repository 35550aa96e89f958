using Relay.Sdk.Mail;

namespace Relay.Core.ContentReading;

/// <summary>Reads content as a stream, and keeps the spool's faults apart from the network's.</summary>
internal sealed class ContentReader : IAsyncDisposable
{
    private readonly Stream stream;

    private ContentReader(Stream stream) => this.stream = stream;

    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask<ContentReader> OpenAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        try
        {
            return new ContentReader(await content.OpenReadAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ContentUnreadableException(failure);
        }
    }

    /// <summary>Reads until the room is full or the content at its end.</summary>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ContentUnreadableException(failure);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
