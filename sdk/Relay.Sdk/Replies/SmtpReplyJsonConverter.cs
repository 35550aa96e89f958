using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Replies;

/// <summary>Writes an <see cref="SmtpReply"/> as one text: code, enhanced status where there is one, text with LF between its lines.</summary>
public sealed class SmtpReplyJsonConverter : JsonConverter<SmtpReply>
{
    /// <inheritdoc/>
    public override SmtpReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SmtpReply.TryParse(reader.GetString(), out SmtpReply? reply) ? reply : throw new JsonException("not an SMTP reply");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SmtpReply value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Status.IsNone ? $"{value.Code} {value.Text}" : $"{value.Code} {value.Status} {value.Text}");
}
