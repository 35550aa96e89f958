using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Logging;

/// <summary>Lines for machines: one object each, every named value of the message a member of it.</summary>
internal sealed class JsonForm : ILogForm
{
    private const int MaxKeys = 1000;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The keys of the line itself; a field of that name gets an underscore.
    private static readonly HashSet<string> Own = ["time", "level", "category", "event", "message", "exception"];

    // Names of fields are few, and the same for every line. Bounded all the same: plugins log too.
    private static readonly ConcurrentDictionary<string, string> Keys = new();

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public void Write(ArrayBufferWriter<byte> line, in LogEntry entry, IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        Utf8JsonWriter json = writer ??= new Utf8JsonWriter(line, Options);
        json.Reset(line);
        json.WriteStartObject();
        json.WriteString("time"u8, entry.Time.UtcDateTime.ToString(LogLine.TimeFormat, System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("level"u8, SettingsName.Value(entry.Level.ToString()));
        json.WriteString("category"u8, entry.Category);
        if (entry.Event.Name is { } name)
            json.WriteString("event"u8, name);
        json.WriteString("message"u8, entry.Message.AsSpan(0, Math.Min(entry.Message.Length, LogLine.MaxChars)));
        for (int i = 0; i < fields?.Count; i++)
            if (fields[i].Key != "{OriginalFormat}")
                WriteField(json, fields[i]);
        if (entry.Exception is { } exception)
            json.WriteString("exception"u8, exception.ToString());
        json.WriteEndObject();
        json.Flush();
        // Escaped as control characters are already, this leaves marks of writing direction, which the encoder lets pass.
        LogLine.Clean(MemoryMarshal.AsMemory(line.WrittenMemory).Span);
        line.Write("\n"u8);
    }

    private static string KeyOf(string name)
    {
        string key = SettingsName.Key(name);
        return Own.Contains(key) ? key + "_" : key;
    }

    private static void WriteField(Utf8JsonWriter json, KeyValuePair<string, object?> field)
    {
        json.WritePropertyName(Keys.Count < MaxKeys ? Keys.GetOrAdd(field.Key, KeyOf) : KeyOf(field.Key));
        switch (field.Value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool on:
                json.WriteBooleanValue(on);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case IEnumerable list and not string:
                json.WriteStartArray();
                foreach (object? item in list)
                    json.WriteStringValue(item?.ToString());
                json.WriteEndArray();
                break;
            default:
                string text = field.Value.ToString() ?? "";
                json.WriteStringValue(text.AsSpan(0, Math.Min(text.Length, LogLine.MaxChars)));
                break;
        }
    }
}
