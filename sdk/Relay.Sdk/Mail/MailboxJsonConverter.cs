using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>Writes a <see cref="Mailbox"/> as <c>local@domain</c>.</summary>
public sealed class MailboxJsonConverter : JsonConverter<Mailbox>
{
    /// <inheritdoc/>
    public override Mailbox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Mailbox.TryParse(reader.GetString(), out Mailbox? mailbox) ? mailbox : throw new JsonException("not a mailbox");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Mailbox value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
