using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Core.Logging;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Logging;

/// <summary>Lines for machines: one object each, every named value of the message a member of it.</summary>
internal sealed class JsonForm : ILogForm
{
    private const int MaxKeys = 1000;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The keys of the line itself; a field of that name gets an underscore.
    private static readonly HashSet<string> Own = ["time", "level", "category", "event", "message", "exception"];

    // Names of fields are few, and the same for every line. Still bounded, because plugins log too.
    private static readonly ConcurrentDictionary<string, string> Keys = new();

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public void Write(ArrayBufferWriter<byte> line, in LogEntry entry, IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        Utf8JsonWriter json = writer ??= new Utf8JsonWriter(line, Options);
        json.Reset(line);
        json.WriteStartObject();
        json.WriteString("time"u8, entry.Time.UtcDateTime.ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("level"u8, SettingsName.Value(entry.Level.ToString()));
        json.WriteString("category"u8, entry.Source.Category);
        if (entry.Event.Name is { } name)
            json.WriteString("event"u8, name);
        json.WriteString("message"u8, entry.Message.AsSpan(0, Math.Min(entry.Message.Length, LogLine.MaxChars)));
        string? attempt = null;
        for (int i = 0; i < fields?.Count; i++)
        {
            if (fields[i].Key != "{OriginalFormat}")
                WriteField(json, fields[i]);
            if (fields[i].Key == "AttemptId")
                attempt ??= fields[i].Value as string;
            else if (fields[i].Key == "MessageId")
                attempt = "";
        }

        // An attempt's id begins with its message's, by which lines are looked for.
        if (attempt?.IndexOf('-', StringComparison.Ordinal) is > 0 and int end)
            json.WriteString("messageId"u8, attempt.AsSpan(0, end));
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
            case LoggedReference { Value: null }:
                json.WriteNullValue();
                break;
            case LoggedReference { Value: { } reference }:
                WriteText(json, reference);
                break;
            case LoggedList list:
                WriteList(json, list.Items);
                break;
            case IEnumerable list and not string:
                WriteList(json, list);
                break;
            default:
                WriteText(json, Text(field.Value));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable list)
    {
        json.WriteStartArray();
        foreach (object? item in list)
            WriteText(json, item is null ? "" : Text(item));
        json.WriteEndArray();
    }

    // Times as in "time", durations and choices as the settings write them: one form for each, whatever the line.
    private static string Text(object value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime.ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture),
        DateTime time => time.ToUniversalTime().ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture),
        TimeSpan duration => Duration.Format(duration),
        Enum choice => SettingsName.Value(choice.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void WriteText(Utf8JsonWriter json, string text) => json.WriteStringValue(text.AsSpan(0, Math.Min(text.Length, LogLine.MaxChars)));
}
