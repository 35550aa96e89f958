using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>Writes a <see cref="MailDomain"/> as its canonical text.</summary>
public sealed class MailDomainJsonConverter : JsonConverter<MailDomain>
{
    /// <inheritdoc/>
    public override MailDomain Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MailDomain.TryParse(reader.GetString(), out MailDomain domain) ? domain : throw new JsonException("not a mail domain");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MailDomain value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
