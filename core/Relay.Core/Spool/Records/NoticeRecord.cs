using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Sdk.Events;

namespace Relay.Core.Spool.Records;

/// <summary>A notice as JSON, its name in the property <c>event</c>.</summary>
internal static partial class NoticeRecord
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? json;

    public static Slice Write(RecordWriter records, MessageNotice notice)
    {
        buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        json ??= new Utf8JsonWriter(buffer);
        json.Reset(buffer);
        JsonSerializer.Serialize(json, notice, NoticeContext.Default.MessageNotice);
        int start = records.Position;
        buffer.WrittenSpan.CopyTo(records.Room(buffer.WrittenCount));
        return new Slice(start, buffer.WrittenCount);
    }

    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static MessageNotice Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, NoticeContext.Default.MessageNotice)
                ?? throw new UnreadableRecordException("the notice is empty");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new UnreadableRecordException("the notice cannot be read", fault);
        }
    }

    [JsonSerializable(typeof(MessageNotice))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    private sealed partial class NoticeContext : JsonSerializerContext;
}
