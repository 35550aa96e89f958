using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Commands;

/// <summary>Reads the values of options; what is wrong is told with the option, the value, and what would be right.</summary>
internal static class OptionText
{
    public static T Number<T>(ArgumentResult given, T least, T most)
        where T : struct, INumber<T>
    {
        string text = given.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
            return number;
        Fail(given, text, $"a number from {least} to {most}");
        return default;
    }

    /// <summary>The name of a file, which may be anything but empty.</summary>
    public static string FileName(ArgumentResult given)
    {
        string text = given.Tokens[^1].Value;
        if (text.Length == 0)
            Fail(given, text, "the name of a file");
        return text;
    }

    /// <summary>A value of an enum, written as in the settings.</summary>
    public static T Word<T>(ArgumentResult given)
        where T : struct, Enum
    {
        string text = given.Tokens[^1].Value;
        foreach (T value in Enum.GetValues<T>())
            if (SettingsName.Value(value.ToString()).Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        Fail(given, text, $"one of {string.Join(", ", SettingsName.Values(typeof(T)))}");
        return default;
    }

    public static void Fail(ArgumentResult given, string found, string expected) =>
        given.AddError($"{(given.Parent as OptionResult)?.Option.Name}: found '{found}', expected {expected}");
}
