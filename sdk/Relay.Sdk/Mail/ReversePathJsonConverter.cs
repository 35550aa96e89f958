using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>Writes a <see cref="ReversePath"/> as <c>local@domain</c>, and the null reverse-path as an empty text.</summary>
public sealed class ReversePathJsonConverter : JsonConverter<ReversePath>
{
    /// <inheritdoc/>
    public override ReversePath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.GetString() is not { Length: > 0 } text)
            return ReversePath.Null;
        return Mailbox.TryParse(text, out Mailbox? mailbox) ? ReversePath.From(mailbox) : throw new JsonException("not a reverse-path");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReversePath value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
