using System.Text;

namespace Relay.Sdk.Mail;

/// <summary>The algorithm of UAX #15 §1.3: decompose, order the combining characters, compose again.</summary>
internal static class Normalizer
{
    // The Unicode Standard §3.12: Hangul syllables are computed.
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    public static string Normalize(string text, bool compatibility)
    {
        var codes = new List<int>(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
                throw new ArgumentException("the text has a lone surrogate", nameof(text));
            i += rune.Utf16SequenceLength - 1;
            Decompose(rune.Value, compatibility, codes);
        }

        Order(codes);
        Compose(codes);
        var composed = new StringBuilder(codes.Count);
        foreach (int code in codes)
            composed.Append(new Rune(code).ToString());
        return composed.ToString();
    }

    private static void Decompose(int code, bool compatibility, List<int> output)
    {
        int syllable = code - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            output.Add(LeadBase + (syllable / (Vowels * Tails)));
            output.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails > 0)
                output.Add(TailBase + (syllable % Tails));
        }
        else if (NormalizationTable.Instance.Decomposition(code, compatibility) is { } parts)
        {
            foreach (int part in parts)
                Decompose(part, compatibility, output);
        }
        else
        {
            output.Add(code);
        }
    }

    // Combining characters in the order of their classes; those of one class stay in their order.
    private static void Order(List<int> codes)
    {
        for (int i = 1; i < codes.Count; i++)
        {
            int code = codes[i], combining = NormalizationTable.Instance.CombiningClass(code);
            int at = i;
            for (; combining > 0 && at > 0 && NormalizationTable.Instance.CombiningClass(codes[at - 1]) > combining; at--)
                codes[at] = codes[at - 1];
            codes[at] = code;
        }
    }

    private static void Compose(List<int> codes)
    {
        int starter = -1, last = 0, kept = 0;
        for (int i = 0; i < codes.Count; i++)
        {
            int code = codes[i], combining = NormalizationTable.Instance.CombiningClass(code);

            // Blocked when a character of the same or a higher class, or another starter, lies between the two.
            bool blocked = starter < 0 || (kept > starter + 1 && (last >= combining || last == 0));
            if (!blocked && Composition(codes[starter], code) is { } composed)
            {
                codes[starter] = composed;
                continue;
            }

            if (combining == 0)
                starter = kept;
            last = combining;
            codes[kept++] = code;
        }

        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int? Composition(int first, int second)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return SyllableBase + (((lead * Vowels) + vowel) * Tails);
        int syllable = first - SyllableBase, tail = second - TailBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails)
            return first + tail;
        return NormalizationTable.Instance.Composition(first, second);
    }
}
