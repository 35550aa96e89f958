using Relay.Core.SevenBit;

namespace Relay.Core.Tests.SevenBit;

/// <summary>What a host without 8BITMIME gets (RFC 6152 §3, RFC 2045 §6). Texts are Latin-1.</summary>
public sealed class ConversionTests
{
    private const string Signed = """
        MIME-Version: 1.0
        Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s

        --s
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        BODY
        --s
        Content-Type: application/pgp-signature

        SIGNATURE
        --s--

        """;

    [Theory]
    [InlineData("Subject: x\r\n\r\nHello.\r\n")]
    [InlineData("Content-Transfer-Encoding: 8bit\r\n\r\nascii after all\r\n")]
    [InlineData("no header at all")]
    [InlineData("")]
    public async Task Ascii_goes_as_it_is_whatever_it_says_of_itself(string text) =>
        (await Converting.OutcomeAsync(text)).ShouldBeOfType<SevenBitOutcome.Ascii>();

    [Fact]
    public async Task Text_becomes_quoted_printable_and_is_labelled_so_where_the_old_label_stood()
    {
        string converted = await Converting.ConvertAsync(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n (folded)\r\nContent-Type: text/plain; " +
            "charset=iso-8859-1\r\n\r\nGr\u00fc\u00dfe \r\n.\r\na=b");
        converted.ShouldBe(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; " +
            "charset=iso-8859-1\r\n\r\nGr=FC=DFe=20\r\n.\r\na=3Db");
    }

    [Theory]
    [InlineData("7bit")]
    [InlineData("BINARY")]
    [InlineData("8bit; odd")]
    public async Task A_wrong_label_is_replaced_too(string label)
    {
        string converted = await Converting.ConvertAsync("MIME-Version: 1.0\r\nContent-Type: text/plain\r\ncontent-transfer-encoding : " +
            $"{label}\r\n\r\n\u00e9\r\n");
        converted.ShouldBe("MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E9\r\n");
    }

    [Fact]
    public async Task Text_that_is_no_MIME_becomes_MIME_of_unknown_charset()
    {
        (await Converting.ConvertAsync("Subject: x\r\n\r\n\u00e9\r\n")).ShouldBe(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: " +
            "quoted-printable\r\n\r\n=E9\r\n");
    }

    [Fact]
    public async Task Only_the_parts_that_need_it_change()
    {
        string converted = await Converting.ConvertAsync(Crlf("""
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="outer"
            Content-Transfer-Encoding: 8bit

            preamble é
            --outer
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            é
            --outer
            Content-Type: text/plain
            Content-Transfer-Encoding: 8bit

            ascii = ascii 
            --outer
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            =E9
            --outer
            Content-Type: image/png
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --outer

            no header, é
            --outer--
            epilogue é

            """));
        converted.ShouldBe(Crlf("""
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="outer"
            Content-Transfer-Encoding: 7bit

            preamble ?
            --outer
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            =E9
            --outer
            Content-Type: text/plain
            Content-Transfer-Encoding: 7bit

            ascii = ascii 
            --outer
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            =E9
            --outer
            Content-Type: image/png
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --outer
            Content-Type: text/plain; charset=unknown-8bit
            Content-Transfer-Encoding: quoted-printable

            no header, =E9
            --outer--
            epilogue ?

            """));
    }

    [Fact]
    public async Task An_enclosed_message_is_converted_inside_and_never_encoded_as_a_whole()
    {
        string converted = await Converting.ConvertAsync(Crlf("""
            MIME-Version: 1.0
            Content-Type: multipart/digest; boundary=d
            Content-Transfer-Encoding: 8bit

            --d

            Subject: in a digest every part is a message

            é
            --d
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Subject: with a multipart inside
            Content-Type: multipart/mixed; boundary=d2

            --d2
            Content-Type: text/html

            é
            --d--

            """));
        converted.ShouldBe(Crlf("""
            MIME-Version: 1.0
            Content-Type: multipart/digest; boundary=d
            Content-Transfer-Encoding: 7bit

            --d

            Subject: in a digest every part is a message
            MIME-Version: 1.0
            Content-Type: text/plain; charset=unknown-8bit
            Content-Transfer-Encoding: quoted-printable

            =E9
            --d
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 7bit

            Subject: with a multipart inside
            Content-Type: multipart/mixed; boundary=d2
            MIME-Version: 1.0

            --d2
            Content-Type: text/html
            Content-Transfer-Encoding: quoted-printable

            =E9
            --d--

            """));
    }

    [Fact]
    public async Task An_internationalized_message_is_encoded_as_a_whole()
    {
        string converted = await Converting.ConvertAsync(Crlf("""
            MIME-Version: 1.0
            Content-Type: message/global
            Content-Transfer-Encoding: 8bit

            Subject: é

            é

            """));
        converted.ShouldContain("Content-Transfer-Encoding: quoted-printable\r\n\r\nSubject: =E9\r\n\r\n=E9\r\n");
    }

    [Fact]
    public async Task What_is_not_7bit_otherwise_is_encoded_along_with_the_rest()
    {
        string converted = await Converting.ConvertAsync(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b\r\nContent-Type: " +
            $"text/plain\r\n\r\n{new string('x', 999)}\r\n--b--\r\n");
        converted.Split("\r\n").ShouldAllBe(line => line.Length <= 76);
    }

    [Fact]
    public async Task Odd_line_ends_become_whole_ones_as_they_do_in_DATA() =>
        (await Converting.ConvertAsync("Content-Type: text/plain\nMIME-Version: 1.0\r\r\n\u00e9\nb\rc\r\n")).ShouldBe(
            "Content-Type: text/plain\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E9\r\nb\r\nc\r\n");

    [Fact]
    public async Task Signed_content_in_ascii_stays_octet_for_octet_beside_converted_content()
    {
        string signed = Crlf(Signed.Replace("BODY", "ascii only ", StringComparison.Ordinal));
        string converted = await Converting.ConvertAsync("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; " +
            $"boundary=m\r\n\r\n--m\r\n{signed}\r\n--m\r\n\r\n\u00e9\r\n--m--\r\n");
        converted.ShouldContain(signed);
    }

    [Theory]
    [InlineData("BODY", "\u00e9")]
    [InlineData("SIGNATURE", "\u00e9")]
    [InlineData("--s--", "--s--\n\u00e9")]
    [InlineData("Content-Type: application", "Content-Description: \u00e9\nContent-Type: application")]
    public async Task Signed_content_beyond_ascii_is_returned_as_its_conversion_is_forbidden(string old, string changed) =>
        (await Converting.RefusalAsync(Crlf(Signed.Replace(old, changed, StringComparison.Ordinal)))).Status.ToString().ShouldBe("5.6.2");

    [Theory]
    [InlineData("Subject: \u00e9\n\nbody")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=\u00e9\n\nx\n--b--")]
    [InlineData("Content-Type: message/rfc822\n\nSubject: \u00e9\n\nbody")]
    [InlineData("Subject: x\nno field\n\n\u00e9")]
    [InlineData("Content-Transfer-Encoding: base64\n\n\u00e9")]
    [InlineData("Content-Transfer-Encoding: x-uuencode\n\n\u00e9")]
    [InlineData("Content-Type: multipart/mixed\n\n\u00e9")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n\u00e9 and never a part")]
    [InlineData("Content-Type: message/partial; id=x; number=1\n\n\u00e9")]
    public async Task What_cannot_be_expressed_in_ascii_is_returned(string text) =>
        (await Converting.RefusalAsync(Crlf(text))).Status.ToString().ShouldBe("5.6.3");

    [Fact]
    public async Task Without_leave_to_convert_everything_beyond_ascii_is_returned() =>
        (await Converting.OutcomeAsync("a: b\r\n\r\n\u00e9", mayConvert: false)).ShouldBeOfType<SevenBitOutcome.Impossible>().Reply.Status.ToString()
            .ShouldBe("5.6.3");

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary={0}\n\n--{0}\n", MimeWalker.MaxDepth + 1)]
    [InlineData("Content-Type: message/rfc822\n\n", MimeWalker.MaxDepth + 1)]
    [InlineData("--p\n\nx\n", MimeWalker.MaxEntities)]
    public async Task Nesting_and_parts_without_end_are_returned_and_not_followed(string step, int times)
    {
        string steps = string.Concat(Enumerable.Range(0, times).Select(i => step.Replace("{0}", $"b{i}", StringComparison.Ordinal)));
        string text = step[0] == '-' ? $"Content-Type: multipart/mixed; boundary=p\n\n{steps}--p--\n\u00e9" : steps + "\n\u00e9";
        (await Converting.RefusalAsync(Crlf(text))).Status.ToString().ShouldBe("5.6.3");
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=b")]
    [InlineData("Multipart/Mixed; BOUNDARY=\"b\"")]
    [InlineData(" (a (nested) comment) multipart (c) / (c) mixed ; charset=\"; boundary=x\" ; boundary = \"\\b\" ")]
    [InlineData("multipart/mixed;\r\n\tboundary=b")]
    [InlineData("multipart/mixed; junk; =; boundary=b; boundary=c")]
    public async Task The_boundary_is_found_however_it_is_written(string type) =>
        (await Converting.ConvertAsync($"MIME-Version: 1.0\r\nContent-Type: {type}\r\n\r\n--b \t\r\n\r\n\u00e9\r\n--b-- \r\n"))
            .ShouldContain("=E9\r\n--b-- \r\n");

    private static string Crlf(string text) => text.ReplaceLineEndings("\r\n");
}
