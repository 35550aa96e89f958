using System.Net;
using System.Text.Json;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Tests.Events;

public sealed class NoticeJsonTests
{
    [Theory]
    [InlineData("250 2.0.0 Taken")]
    [InlineData("250 Taken")]
    [InlineData("450 ")]
    [InlineData("550 5.1.1 no\nsuch user")]
    [InlineData("250 5.0.0 says otherwise")]
    [InlineData("599 1.2.3 is no status")]
    public void A_reply_is_read_as_it_is_written(string text)
    {
        SmtpReply.TryParse(text, out SmtpReply? reply).ShouldBeTrue();
        JsonSerializer.Serialize(reply).ShouldBe(JsonSerializer.Serialize(text));
        JsonSerializer.Deserialize<SmtpReply>(JsonSerializer.Serialize(reply)).ShouldBe(reply);
    }

    [Theory]
    [InlineData("")]
    [InlineData("250")]
    [InlineData("2500 x")]
    [InlineData("150 x")]
    [InlineData("600 x")]
    [InlineData("25x y")]
    [InlineData("250-x")]
    [InlineData("250 a\rb")]
    public void What_is_no_reply_is_not_read(string text)
    {
        SmtpReply.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<SmtpReply>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Values_stand_in_json_as_people_write_them()
    {
        var notice = new RecipientDelivered
        {
            EventId = "1",
            At = DateTimeOffset.UnixEpoch,
            MessageId = new MessageId(1),
            Origin = new OriginFacts { Remote = new IPEndPoint(IPAddress.IPv6Loopback, 25) },
            ReversePath = ReversePath.Null,
            Recipient = Mailbox.Parse("grün@dest.example"),
            Reply = new SmtpReply(250, "2.0.0", "ok"),
            Attempt = new AttemptFacts { AttemptId = "1-1-1", Number = 1, Transport = "remote", Security = DnsSecurity.Secure },
        };
        string json = JsonSerializer.Serialize<Notice>(notice, JsonSerializerOptions.Web);
        JsonElement read = JsonDocument.Parse(json).RootElement;
        read.GetProperty("event").GetString().ShouldBe("msg:delivery");
        read.GetProperty("reversePath").GetString().ShouldBe("");
        read.GetProperty("recipient").GetString().ShouldBe("grün@dest.example");
        read.GetProperty("reply").GetString().ShouldBe("250 2.0.0 ok");
        read.GetProperty("origin").GetProperty("remote").GetString().ShouldBe("[::1]:25");
        read.GetProperty("attempt").GetProperty("security").GetString().ShouldBe("Secure");
        read.GetProperty("attempt").GetProperty("trouble").GetString().ShouldBe("None");
        JsonSerializer.Deserialize<Notice>(json, JsonSerializerOptions.Web).ShouldBe(notice);
        JsonSerializer.Deserialize<MailDomain>(JsonSerializer.Serialize(MailDomain.Parse("Dest.Example"))).ShouldBe(MailDomain.Parse("dest.example"));
    }

    [Theory]
    [InlineData(typeof(Mailbox), "no mailbox")]
    [InlineData(typeof(ReversePath), "no mailbox")]
    [InlineData(typeof(MailDomain), "no domain")]
    public void What_is_no_value_is_not_read(Type type, string text) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(JsonSerializer.Serialize(text), type));
}
