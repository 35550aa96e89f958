using System.Globalization;

namespace Relay.Sdk.Mail;

/// <summary>The parts of the Unicode character database that normalization needs, read from Normalization.txt at the first use.</summary>
internal sealed class NormalizationTable
{
    private static readonly Lazy<NormalizationTable> Loaded = new(static () => new NormalizationTable());

    private readonly Dictionary<int, byte> classes = [];
    private readonly Dictionary<int, int[]> canonical = [];
    private readonly Dictionary<int, int[]> compatible = [];
    private readonly Dictionary<(int First, int Second), int> compositions = [];

    private NormalizationTable()
    {
        using Stream stream = typeof(NormalizationTable).Assembly.GetManifestResourceStream("Normalization.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            int sign = line.AsSpan().IndexOfAny("=!~");
            if (sign > 0)
                TakeDecomposition(Code(line.AsSpan(0, sign)), line[sign], line.AsSpan(sign + 1));
            else if (line[0] != '#')
                TakeClass(line);
        }
    }

    public static NormalizationTable Instance => Loaded.Value;

    public int CombiningClass(int code) => classes.GetValueOrDefault(code);

    /// <summary>One step of decomposition; null when the character has none.</summary>
    public int[]? Decomposition(int code, bool compatibility) =>
        canonical.GetValueOrDefault(code) ?? (compatibility ? compatible.GetValueOrDefault(code) : null);

    /// <summary>The character that two make; null when they make none.</summary>
    public int? Composition(int first, int second) => compositions.TryGetValue((first, second), out int composed) ? composed : null;

    private void TakeDecomposition(int code, char sign, ReadOnlySpan<char> text)
    {
        var parts = new List<int>();
        foreach (Range part in text.Split(' '))
            parts.Add(Code(text[part]));
        (sign == '~' ? compatible : canonical)[code] = [.. parts];
        if (sign == '=')
            compositions[(parts[0], parts[1])] = code;
    }

    private void TakeClass(string line)
    {
        string[] words = line.Split(' ');
        byte combining = byte.Parse(words[0], CultureInfo.InvariantCulture);
        foreach (string word in words.AsSpan(1))
        {
            int hyphen = word.IndexOf('-', StringComparison.Ordinal);
            int first = Code(hyphen < 0 ? word : word.AsSpan(0, hyphen)), last = hyphen < 0 ? first : Code(word.AsSpan(hyphen + 1));
            for (int code = first; code <= last; code++)
                classes[code] = combining;
        }
    }

    private static int Code(ReadOnlySpan<char> hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
