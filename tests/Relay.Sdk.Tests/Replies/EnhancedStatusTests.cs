using Relay.Sdk.Replies;

namespace Relay.Sdk.Tests.Replies;

public sealed class EnhancedStatusTests
{
    [Theory]
    [InlineData("2.0.0", 2, 0, 0)]
    [InlineData("4.5.3", 4, 5, 3)]
    [InlineData("5.7.999", 5, 7, 999)]
    [InlineData("5.999.1", 5, 999, 1)]
    public void Status_is_class_subject_detail(string text, int @class, int subject, int detail)
    {
        EnhancedStatus.TryParse(text, out EnhancedStatus status).ShouldBeTrue();
        status.ShouldBe(new EnhancedStatus(@class, subject, detail));
        status.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5.7")]
    [InlineData("5.7.")]
    [InlineData("5..1")]
    [InlineData("3.0.0")] // RFC 3463 §3.1: 2, 4 and 5 only
    [InlineData("55.7.1")]
    [InlineData("5.7.1000")]
    [InlineData("5.1000.1")]
    [InlineData("5.7.1.1")]
    [InlineData("5.7.1 ")]
    [InlineData("5.-7.1")]
    [InlineData("5.７.1")]
    public void Text_that_is_no_status_is_refused(string text)
    {
        EnhancedStatus.TryParse(text, out EnhancedStatus status).ShouldBeFalse();
        status.IsNone.ShouldBeTrue();
        Should.Throw<FormatException>(() => EnhancedStatus.Parse(text));
    }

    [Fact]
    public void No_status_is_written_as_nothing() => EnhancedStatus.None.ToString().ShouldBe("");
}
