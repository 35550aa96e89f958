namespace Relay.Sdk.Mail;

/// <summary>Unicode normalization (UAX #15), which works whether or not the process has globalization data.</summary>
/// <remarks>
/// The relay runs in .NET's invariant globalization mode, where <see cref="string.Normalize()"/> gives back its text unchanged. Plugins that compare
/// names beyond ASCII use these methods instead.
/// </remarks>
public static class UnicodeText
{
    /// <summary>Normalization form C: the same text, composed where there is a composed character. This is the form of domains (RFC 5891
    /// §5.2).</summary>
    /// <param name="text">Any text without lone surrogates.</param>
    /// <exception cref="ArgumentException">The text has a lone surrogate.</exception>
    public static string Compose(string text) => IsBelow(text, '\u0300') ? text : Normalizer.Normalize(text, compatibility: false);

    /// <summary>Normalization form KC: as form C, with compatibility characters (ligatures, full-width letters, superscripts) replaced. This is the
    /// form of user names and passwords (RFC 4013 §2.2).</summary>
    /// <param name="text">Any text without lone surrogates.</param>
    /// <exception cref="ArgumentException">The text has a lone surrogate.</exception>
    public static string ComposeCompatible(string text) => IsBelow(text, '\u00a0') ? text : Normalizer.Normalize(text, compatibility: true);

    // No character below these has a decomposition or combines with another character.
    private static bool IsBelow(string text, char limit) => text.AsSpan().IndexOfAnyInRange(limit, char.MaxValue) < 0;
}
