using Relay.Sdk.Replies;

namespace Relay.Sdk.Tests.Replies;

public sealed class SmtpReplyTests
{
    [Fact]
    public void Reply_is_code_status_and_text()
    {
        SmtpReply reply = new(452, "4.5.3", "Too many recipients");

        (reply.Code, reply.Status, reply.Text).ShouldBe((452, new EnhancedStatus(4, 5, 3), "Too many recipients"));
        reply.ToString().ShouldBe("452 4.5.3 Too many recipients");
        new SmtpReply(354, EnhancedStatus.None, "Go on").ToString().ShouldBe("354 Go on");
        new SmtpReply(550, "5.7.1", "No\nSee the manual").ToString().ShouldBe("550 5.7.1 No See the manual");
    }

    [Theory]
    [InlineData(250, true, false, false)]
    [InlineData(354, true, false, false)]
    [InlineData(421, false, true, false)]
    [InlineData(554, false, false, true)]
    public void First_digit_says_what_comes_of_it(int code, bool positive, bool transient, bool permanent)
    {
        SmtpReply reply = new(code, EnhancedStatus.None, "");

        (reply.IsPositive, reply.IsTransient, reply.IsPermanent).ShouldBe((positive, transient, permanent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(199)]
    [InlineData(600)]
    [InlineData(-250)]
    public void Code_out_of_range_is_refused(int code) => Should.Throw<ArgumentException>(() => new SmtpReply(code, EnhancedStatus.None, ""));

    [Theory]
    [InlineData(550, "4.7.1")]
    [InlineData(450, "5.7.1")]
    [InlineData(250, "4.0.0")]
    public void Status_of_another_class_than_the_code_is_refused(int code, string status) =>
        Should.Throw<ArgumentException>(() => new SmtpReply(code, status, ""));

    [Theory]
    [InlineData("two\r\n250 replies")]
    [InlineData("a\0b")]
    [InlineData("\u001b[2J")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    public void Text_that_could_become_another_reply_is_refused(string text) =>
        Should.Throw<ArgumentException>(() => new SmtpReply(250, EnhancedStatus.None, text));

    [Theory]
    [InlineData(5, 1000, 0)]
    [InlineData(5, 0, -1)]
    public void Status_out_of_range_is_refused(int @class, int subject, int detail) =>
        Should.Throw<ArgumentException>(() => new SmtpReply(550, new EnhancedStatus(@class, subject, detail), ""));
}
