using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Mail;

public sealed class MessageIdTests
{
    [Theory]
    [InlineData(0, "0000000000000")]
    [InlineData(31, "000000000000Z")]
    [InlineData(long.MaxValue, "7ZZZZZZZZZZZZ")]
    public void Id_is_13_characters(long value, string text)
    {
        new MessageId(value).ToString().ShouldBe(text);
        MessageId.TryParse(text, out MessageId id).ShouldBeTrue();
        id.Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("00000000000000")]
    [InlineData("000000000000I")] // not among Crockford's digits
    [InlineData("000000000000U")]
    [InlineData("000000000000-")]
    [InlineData("8000000000000")] // 2^63
    [InlineData("G000000000000")] // 2^64: must not come round to 0
    [InlineData("ZZZZZZZZZZZZZ")]
    [InlineData("００００００００００００００")]
    public void Text_that_is_no_id_is_refused(string text)
    {
        MessageId.TryParse(text, out MessageId id).ShouldBeFalse();
        id.ShouldBe(default);
    }

    [Fact]
    public void Text_sorts_as_the_number_does_and_is_read_back_in_either_case() => Prop.ForAll<long, long>((a, b) =>
    {
        (MessageId left, MessageId right) = (new MessageId(a & long.MaxValue), new MessageId(b & long.MaxValue));
        return Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())) == left.CompareTo(right)
            && MessageId.TryParse(left.ToString().ToLowerInvariant(), out MessageId again)
            && again == left;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_holds_the_characters()
    {
        JsonSerializer.Serialize(new MessageId(31)).ShouldBe("\"000000000000Z\"");
        JsonSerializer.Deserialize<MessageId>("\"000000000000Z\"").ShouldBe(new MessageId(31));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<MessageId>("\"0\""));
    }
}
