using System.Text;
using Relay.Core.Spool.Records;
using Relay.Sdk.Events;

namespace Relay.Core.Tests.Spool;

/// <summary>Notices that an earlier relay has left in the outbox.</summary>
public sealed class StoredNoticeTests
{
    private const string Delivered = """
        {"event":"msg:delivery","reversePath":"alice@sender.example","recipient":"bob@dest.example","reply":"250 2.0.0 Taken",
         "attempt":{"attemptId":"A1","number":2,"transport":"remote","host":"mx.dest.example","address":"192.0.2.1:25","duration":"00:00:01"},
         "eventId":"A1-0-delivered","at":"2026-11-23T12:00:00+00:00","messageId":"0000000000001"}
        """;

    private const string Queued = """
        {"event":"msg:queued","reversePath":"","recipients":["bob@dest.example"],"sizeOctets":5,"clientAddress":"192.0.2.9",
         "eventId":"0000000000001:queued","at":"2026-11-23T12:00:00+00:00","messageId":"0000000000001"}
        """;

    [Fact]
    public void A_delivery_with_text_for_values_is_read_and_only_what_has_another_name_now_is_missing()
    {
        RecipientDelivered delivered = NoticeRecord.Read(Encoding.UTF8.GetBytes(Delivered)).ShouldBeOfType<RecipientDelivered>();

        (delivered.ReversePath.ToString(), delivered.Recipient.ToString(), delivered.Reply.ToString())
            .ShouldBe(("alice@sender.example", "bob@dest.example", "250 2.0.0 Taken"));
        AttemptFacts attempt = delivered.Attempt.ShouldNotBeNull();
        (attempt.Host, attempt.Number, attempt.EndPoint).ShouldBe(("mx.dest.example", 2, null));
    }

    [Fact]
    public void An_acceptance_without_an_origin_is_read()
    {
        MessageQueued queued = NoticeRecord.Read(Encoding.UTF8.GetBytes(Queued)).ShouldBeOfType<MessageQueued>();

        (queued.ReversePath.IsNull, queued.Recipients[0].ToString(), queued.Origin).ShouldBe((true, "bob@dest.example", null));
    }
}
