using System.Text;
using Relay.Core.Protocol.Server;

namespace Relay.Core.Tests.Protocol.Server;

public sealed class CommandScannerTests
{
    [Theory]
    [InlineData("", CommandScan.Incomplete)]
    [InlineData("NOOP", CommandScan.Incomplete)]
    [InlineData("NOOP\r", CommandScan.Incomplete)]
    [InlineData("NOOP\r\n", CommandScan.Line)]
    [InlineData("\r\n", CommandScan.Line)]
    [InlineData("NOOP\r\nQUIT\r\n", CommandScan.Line)]
    [InlineData("NOOP\n", CommandScan.BareLineEnd)]
    [InlineData("NOOP\nQUIT\r\n", CommandScan.BareLineEnd)]
    [InlineData("NOOP\rQUIT\r\n", CommandScan.BareLineEnd)]
    [InlineData("NOOP\r\r\n", CommandScan.BareLineEnd)]
    [InlineData("0123456789", CommandScan.TooLong)]
    [InlineData("012345678\r\n", CommandScan.TooLong)]
    [InlineData("01234567\r\n", CommandScan.Line)]
    public void A_line_ends_with_CRLF(string input, CommandScan scan) =>
        CommandScanner.Scan(Encoding.UTF8.GetBytes(input), 10, acceptsBareLf: false, out _, out _).ShouldBe(scan);

    [Theory]
    [InlineData("NOOP\nQUIT\r\n", 4, 5)]
    [InlineData("NOOP\r\nQUIT\r\n", 4, 6)]
    public void In_legacy_mode_LF_ends_a_line_too(string input, int length, int consumed)
    {
        CommandScanner.Scan(Encoding.UTF8.GetBytes(input), 100, acceptsBareLf: true, out int foundLength, out int foundConsumed)
            .ShouldBe(CommandScan.Line);
        (foundLength, foundConsumed).ShouldBe((length, consumed));
    }

    [Theory]
    [InlineData("abc\r\nQUIT", true, 5)]
    [InlineData("abc\nQUIT\r\n", true, 10)]
    [InlineData("abc\r", false, 3)]
    [InlineData("abc", false, 3)]
    [InlineData("", false, 0)]
    public void A_bad_line_is_skipped_up_to_its_CRLF(string input, bool found, int consumed)
    {
        CommandScanner.Skip(Encoding.UTF8.GetBytes(input), acceptsBareLf: false, out int skipped).ShouldBe(found);
        skipped.ShouldBe(consumed);
    }
}
