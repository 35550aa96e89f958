using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>Writes a <see cref="MessageId"/> as its 13 characters.</summary>
public sealed class MessageIdJsonConverter : JsonConverter<MessageId>
{
    /// <inheritdoc/>
    public override MessageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MessageId.TryParse(reader.GetString(), out MessageId id) ? id : throw new JsonException("not a message id of 13 characters");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MessageId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
