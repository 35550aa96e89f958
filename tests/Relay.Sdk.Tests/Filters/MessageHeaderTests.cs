using System.Text;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Filters;

public sealed class MessageHeaderTests
{
    [Theory]
    [InlineData("A: 1\r\nB:2\r\n\tfolded\r\n\r\nC: body\r\n", "A|: 1| B|:2\r\n\tfolded|")]
    [InlineData("A: 1\nB : 2\n\nC: body\n", "A|: 1| B|: 2|")]
    [InlineData("A: 1\r\nno field\r\nB: 2\r\n\r\n", "A|: 1|")]
    [InlineData("A: 1", "A|: 1|")]
    [InlineData("\r\nA: 1\r\n", "")]
    [InlineData("just text\r\n", "")]
    [InlineData("", "")]
    [InlineData("Subject: Grüße\r\n\r\n", "Subject|: Grüße|")]
    public async Task Fields_are_read_up_to_the_end_of_the_section(string content, string expected)
    {
        IReadOnlyList<HeaderField> fields = await ReadAsync(content);

        string.Join(' ', fields.Select(field => $"{field.Name}|:{field.Value}|")).ShouldBe(expected);
    }

    [Fact]
    public async Task A_long_section_is_read_to_its_end()
    {
        string section = string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: {new string('v', 50)}\r\n"));

        (await ReadAsync($"{section}\r\nX-Body: 1\r\n")).Count.ShouldBe(5000);
    }

    private static ValueTask<IReadOnlyList<HeaderField>> ReadAsync(string content) =>
        MessageHeader.ReadAsync(new Content(Encoding.UTF8.GetBytes(content)), CancellationToken.None);

    private sealed class Content(byte[] octets) : IMessageContent
    {
        public long LengthOctets => octets.Length;

        public ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(new MemoryStream(octets));
    }
}
