using System.Text;
using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>A settings file: JSON with comments and trailing commas, every value with its place.</summary>
/// <param name="Source">The file.</param>
/// <param name="Root">The object that the file holds.</param>
public sealed record SettingsDocument(SettingsSource Source, SettingsObject Root)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, as it shall be named in errors.</param>
    /// <param name="errors">Gets what is wrong: the file cannot be read, is not JSON, or repeats a key.</param>
    /// <returns>The file; null when nothing of it can be used.</returns>
    public static SettingsDocument? Load(string path, SettingsErrors errors)
    {
        var source = new SettingsSource(path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        try
        {
            return Parse(BoundedFile.Read(path), source, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new SettingsPlace(source, 0, 0), "", $"the file cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Reads text.</summary>
    public static SettingsDocument? Parse(string text, SettingsSource source, SettingsErrors errors) =>
        Parse(Encoding.UTF8.GetBytes(text), source, errors);

    /// <summary>Reads UTF-8, with or without a byte order mark.</summary>
    public static SettingsDocument? Parse(byte[] text, SettingsSource source, SettingsErrors errors) =>
        ParseValue(text, "", source, errors) switch
        {
            null => null,
            SettingsObject root => new SettingsDocument(source, root),
            var other => NotAnObject(other, errors),
        };

    /// <summary>Reads any JSON value, for values given outside a file.</summary>
    /// <param name="path">Where the value belongs.</param>
    internal static SettingsNode? ParseValue(byte[] text, string path, SettingsSource source, SettingsErrors errors)
    {
        var lines = new LineTable(text);
        if (IsBlank(text))
        {
            errors.Add(new SettingsPlace(source, 1, 1), path, "there is nothing in it, expected an object; the least is {}");
            return null;
        }

        int offset = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        try
        {
            StrictUtf8.GetCharCount(text);
            return new SettingsReader(text, offset, source, lines, errors).ReadDocument(path);
        }
        catch (JsonException e)
        {
            errors.Add(lines.PlaceOf(source, e.LineNumber ?? 0, (e.BytePositionInLine ?? 0) + (e.LineNumber > 0 ? 0 : offset)), path,
                $"not JSON: {FirstSentence(e.Message)}");
        }
        catch (DecoderFallbackException e)
        {
            errors.Add(lines.PlaceOf(source, e.Index), path, "not UTF-8");
        }

        return null;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.Trim("\uFEFF \t\r\n"u8).IsEmpty;

    private static SettingsDocument? NotAnObject(SettingsNode root, SettingsErrors errors)
    {
        errors.Add(root, $"found {root.Describe()}, expected an object");
        return null;
    }

    // The rest repeats the place, in other numbers.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string sentence = end < 0 ? message : message[..end].TrimEnd('.');
        // The parser's words for the two faults that are most often made are about itself.
        return sentence.Contains("depth to be zero", StringComparison.Ordinal) ? "it ends within an object or a list; a } or ] is missing"
            : sentence.Contains("does not contain any JSON tokens", StringComparison.Ordinal)
            ? "there are only comments in it, expected an object; the least is {}"
            : sentence;
    }
}
