using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>What the relay itself keeps with a message for later events: the text of <see cref="QueuedMessage.Facts"/>.</summary>
internal sealed partial record MessageFacts
{
    private static readonly MessageFacts None = new();

    /// <summary>How the message came to the relay; null where that was not kept.</summary>
    public OriginFacts? Origin { get; init; }

    public string Write() => JsonSerializer.Serialize(this, FactsContext.Default.MessageFacts);

    /// <summary>Reads what <see cref="Write"/> wrote; another text has no facts.</summary>
    public static MessageFacts Read(string text)
    {
        if (text.Length == 0)
            return None;
        try
        {
            return JsonSerializer.Deserialize(text, FactsContext.Default.MessageFacts) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    [JsonSerializable(typeof(MessageFacts))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    private sealed partial class FactsContext : JsonSerializerContext;
}
