using System.Text;

namespace Relay.Core.Plugins;

/// <summary>Writes names of classes as lower-case words: <c>CapRecipients</c> is <c>cap-recipients</c>.</summary>
internal static class KebabCase
{
    internal static string Of(string name)
    {
        StringBuilder text = new(name.Length + 4);
        int end = name.IndexOf('`', StringComparison.Ordinal) is var tick && tick < 0 ? name.Length : tick;
        for (int i = 0; i < end; i++)
        {
            char c = name[i];
            bool startsWord = char.IsUpper(c) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < end && char.IsLower(name[i + 1])));
            if (startsWord && name[i - 1] != '_')
                text.Append('-');
            text.Append(c == '_' ? '-' : char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
