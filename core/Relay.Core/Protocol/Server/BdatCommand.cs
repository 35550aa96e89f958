using System.Globalization;
using System.Text;

namespace Relay.Core.Protocol.Server;

/// <summary>BDAT (RFC 3030 §2).</summary>
/// <param name="Octets">Size of the chunk that follows the line.</param>
/// <param name="IsLast">LAST was given.</param>
public readonly record struct BdatCommand(long Octets, bool IsLast)
{
    /// <summary>Reads the arguments. When this fails, the size of what follows is not known, and the session cannot go on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> arguments, out BdatCommand command)
    {
        command = default;
        ReadOnlySpan<byte> digits = arguments.Trim((byte)' ');
        int space = digits.IndexOf((byte)' ');
        bool last = space >= 0;
        if (last)
        {
            if (!Ascii.EqualsIgnoreCase(digits[space..].TrimStart((byte)' '), "LAST"u8))
                return false;
            digits = digits[..space];
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long octets))
            return false;
        command = new BdatCommand(octets, last);
        return true;
    }
}
