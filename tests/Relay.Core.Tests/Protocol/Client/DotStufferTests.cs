using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Tests.Protocol.Client;

public sealed class DotStufferTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n.\r\n")]
    [InlineData("a.b\r\n", "a.b\r\n.\r\n")]
    public void Dots_at_line_starts_are_doubled_and_the_end_is_marked(string content, string wire) => Stuff(content).ShouldBe(wire);

    [Theory]
    [InlineData("a\n.\nb\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r.\rb\r\n", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\n.\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n.\r\n")]
    [InlineData("a\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("\r\r\n", "\r\n\r\n.\r\n")]
    [InlineData("a\r", "a\r\n.\r\n")]
    [InlineData("a\n", "a\r\n.\r\n")]
    public void Stray_line_ends_cannot_smuggle_an_end_of_data(string content, string wire) => Stuff(content).ShouldBe(wire);

    [Fact]
    public void The_wire_form_does_not_depend_on_where_the_content_is_cut()
    {
        Gen<string> text = Gen.Elements('\r', '\n', '.', 'x', '\r', '\n').ArrayOf().Select(characters => new string(characters));
        Gen<(string, int)> cut = from content in text from at in Gen.Choose(0, 200) select (content, at);
        Prop.ForAll(cut.ToArbitrary(), it =>
        {
            string content = string.Concat(Enumerable.Repeat(it.Item1, 3));
            int at = Math.Min(it.Item2, content.Length);
            return Stuff(content[..at], content[at..]) == Reference(content);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_position_within_a_vector_is_looked_at()
    {
        foreach (string special in new[] { "\r\n.", "\n", "\r", "\n.", "\r." })
        {
            for (int at = 0; at < 100; at++)
            {
                string content = new string('x', at) + special + new string('y', 100 - at);
                Stuff(content).ShouldBe(Reference(content), $"{special} at {at}");
            }
        }
    }

    private static string Stuff(params string[] segments)
    {
        var wire = new StringBuilder();
        var stuffer = new DotStuffer();
        foreach (string segment in segments)
        {
            ReadOnlySpan<byte> rest = Encoding.Latin1.GetBytes(segment);
            while (!rest.IsEmpty)
            {
                int clean = stuffer.Next(rest);
                wire.Append(Encoding.Latin1.GetString(rest[..clean])).Append(Encoding.Latin1.GetString(stuffer.Insertion));
                rest = rest[clean..];
            }
        }

        return wire.Append(Encoding.Latin1.GetString(stuffer.End)).ToString();
    }

    // The plain definition: line ends made CRLF, then a dot doubled at each line start.
    private static string Reference(string content)
    {
        string crlf = content.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n");
        if (crlf.Length > 0 && !crlf.EndsWith("\r\n", StringComparison.Ordinal))
            crlf += "\r\n";
        string stuffed = crlf.Replace("\r\n.", "\r\n..");
        return (stuffed.StartsWith('.') ? "." : "") + stuffed + ".\r\n";
    }
}
