using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary>Writes an <see cref="IPEndPoint"/> as address and port, as in <c>192.0.2.1:25</c> and <c>[2001:db8::1]:25</c>.</summary>
public sealed class IPEndPointJsonConverter : JsonConverter<IPEndPoint>
{
    /// <inheritdoc/>
    public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPEndPoint.TryParse(reader.GetString() ?? "", out IPEndPoint? endPoint) ? endPoint : throw new JsonException("not an address with a port");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
