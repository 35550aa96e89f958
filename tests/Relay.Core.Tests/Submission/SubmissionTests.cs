using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Core.Tests.Scheduling;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Submission;

namespace Relay.Core.Tests.Submission;

/// <summary>What becomes of a message that a plugin hands in.</summary>
public sealed class SubmissionTests
{
    [Fact]
    public async Task What_is_accepted_is_stored_told_and_delivered()
    {
        await using SubmissionRig rig = await new SubmissionRig(new SomeHandlers { Observed = [typeof(MessageQueued), typeof(RecipientDelivered)] })
            .StartAsync();

        MessageId id = (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.Accepted>().MessageId;
        MessageQueued told = rig.Delivery.Spool.Notices.OfType<MessageQueued>().ShouldHaveSingleItem();
        (told.MessageId, told.Origin?.Plugin, told.Origin?.Remote, told.ReversePath.ToString())
            .ShouldBe((id, "digest", null, "digest@relay.example"));
        await rig.Delivery.QuietAsync();

        (_, OutboundMessage sent) = rig.Delivery.Transport.Sent.ShouldHaveSingleItem();
        sent.Recipients.ShouldHaveSingleItem().Mailbox.ToString().ShouldBe("b@dest.example");
        rig.Delivery.Spool.Notices.OfType<RecipientDelivered>().ShouldHaveSingleItem().Origin?.Plugin.ShouldBe("digest");
        rig.Delivery.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_fields_are_added_line_ends_made_right_and_eight_bits_noted()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        rig.Delivery.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransportLater(message));

        MessageId id = Accepted(await rig.SubmitAsync(SubmissionRig.Mail("Subject: digest\n\nGrüße\n")));

        QueuedMessage stored = rig.Delivery.Spool.Entries.ShouldHaveSingleItem().Message;
        (stored.Body, stored.Origin).ShouldBe((BodyType.EightBitMime, "plugin digest"));
        (await rig.ContentAsync(id)).ShouldBe(
            $"Received: by relay.example (plugin digest) id {id};\r\n\tMon, 05 Jan 2026 08:00:00 +0000\r\n"
            + "Auto-Submitted: auto-generated\r\n"
            + "Date: Mon, 05 Jan 2026 08:00:00 +0000\r\n"
            + $"Message-ID: <{id}@relay.example>\r\n"
            + "Subject: digest\r\n\r\nGrüße\r\n");
    }

    [Theory]
    [InlineData("Subject: Grüße\n\nHello\n", true)]
    [InlineData("Subject: digest\n\nGrüße\n", false)]
    public async Task Text_beyond_ascii_in_the_header_asks_for_smtputf8(string content, bool smtpUtf8)
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();

        Accepted(await rig.SubmitAsync(SubmissionRig.Mail(content)));
        await rig.Delivery.QuietAsync();

        rig.Delivery.Transport.Sent.ShouldHaveSingleItem().Message.Message.SmtpUtf8.ShouldBe(smtpUtf8);
    }

    [Fact]
    public async Task Fields_that_are_there_stay_as_they_are()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        rig.Delivery.Transport.OnSend = static (_, message) => Task.FromResult<TransactionOutcome?>(ScriptedTransportLater(message));
        const string Content = "Auto-Submitted: auto-replied\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <x@y.example>\r\n\r\nHello.\r\n";

        MessageId id = Accepted(await rig.SubmitAsync(SubmissionRig.Mail(Content)));

        (await rig.ContentAsync(id)).ShouldEndWith($"+0000\r\n{Content}");
    }

    [Theory]
    [InlineData("larger", "the content is larger than 2048 octets (accept.maxMessageOctets)")]
    [InlineData("line", "a line is longer than 998 octets (RFC 5322 §2.1.1)")]
    [InlineData("nul", "the content has a NUL octet")]
    [InlineData("empty", "the content is empty")]
    [InlineData("loop", "the message has 20 Received fields: it is in a loop")]
    public async Task Content_that_no_relay_would_take_is_refused(string fault, string reason)
    {
        await using SubmissionRig rig = await new SubmissionRig(accept: new AcceptSettings { MaxMessageOctets = 2048, MaxReceivedFields = 20 })
            .StartAsync();
        string content = fault switch
        {
            "larger" => string.Concat(Enumerable.Repeat("0123456789\r\n", 200)),
            "line" => new string('x', 999) + "\r\n",
            "nul" => "Subject: x\r\n\r\n\0\r\n",
            "loop" => string.Concat(Enumerable.Repeat("Received: x\r\n", 20)),
            _ => "",
        };

        (await rig.SubmitAsync(SubmissionRig.Mail(content))).ShouldBeOfType<SubmissionResult.Refused>().Reason.ShouldBe(reason);

        rig.Delivery.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_envelope_without_recipients_is_refused()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();

        (await rig.SubmitAsync(OwnMail.OfText(SubmissionRig.Envelope(), "x"))).ShouldBeOfType<SubmissionResult.Refused>().Reason.ShouldContain(
            "0 recipients");
    }

    [Fact]
    public async Task Before_the_start_and_after_the_end_it_is_told_to_try_later()
    {
        await using SubmissionRig rig = new();
        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>();

        await rig.StartAsync();
        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.Accepted>();
        await rig.CloseAsync();

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldContain("starts or stops");
    }

    [Fact]
    public async Task A_stop_gives_up_what_is_being_read_and_waits_for_what_is_being_stored()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        var commit = new TaskCompletionSource();
        rig.Delivery.Spool.CommitDelay = () => commit.Task;
        Task<SubmissionResult> reading = rig.SubmitAsync(new OwnMail
        {
            Envelope = SubmissionRig.Envelope("b@dest.example"),
            Content = new EndlessStream()
        });
        Task<SubmissionResult> storing = rig.SubmitAsync();
        await rig.Delivery.Spool.CommitBegun;

        Task closed = rig.CloseAsync();

        (await reading).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldBe("the relay is stopping");
        closed.IsCompleted.ShouldBeFalse();
        commit.SetResult();
        (await storing).ShouldBeOfType<SubmissionResult.Accepted>();
        await closed;
    }

    [Fact]
    public async Task A_full_spool_and_one_that_fails_mean_later()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        rig.Delivery.Spool.HasRoom = false;
        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldBe("the spool has no room for new mail");
        rig.Delivery.Spool.HasRoom = true;
        rig.Delivery.Spool.CommitFault = static _ => new SpoolFullException();
        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldBe("the spool has no room for new mail");
        rig.Delivery.Spool.CommitFault = static _ => new IOException("bad sector");
        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldBe("the spool could not store the message");
        rig.Delivery.Spool.CommitFault = static _ => null;

        (await rig.SubmitAsync()).ShouldBeOfType<SubmissionResult.Accepted>();
        rig.Delivery.Spool.Commits.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_the_plugins_stream_throws_comes_through_and_nothing_is_stored()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        var mail = new OwnMail { Envelope = SubmissionRig.Envelope("b@dest.example"), Content = new BrokenStream() };

        (await Should.ThrowAsync<IOException>(() => rig.SubmitAsync(mail))).Message.ShouldBe("the database went away");

        rig.Delivery.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_never_ends_gives_its_place_back_at_the_deadline()
    {
        await using SubmissionRig rig = await new SubmissionRig().StartAsync();
        Task<SubmissionResult> waiting = rig.SubmitAsync(new OwnMail
        {
            Envelope = SubmissionRig.Envelope("b@dest.example"),
            Content = new EndlessStream()
        });

        rig.Delivery.Clock.Advance(OwnMailIntake.ContentTimeout);

        (await waiting).ShouldBeOfType<SubmissionResult.TryLater>().Reason.ShouldContain("did not end within 5 minutes");
    }

    private static MessageId Accepted(SubmissionResult result) => result.ShouldBeOfType<SubmissionResult.Accepted>().MessageId;

    private static TransactionOutcome ScriptedTransportLater(OutboundMessage message) =>
        TestKit.Delivery.ScriptedTransport.All(message, new RecipientOutcome.Deferred(new Relay.Sdk.Replies.SmtpReply(450, "4.2.1", "Later")));

    private sealed class EndlessStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return 0;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("the database went away");
    }
}
