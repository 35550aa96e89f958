using System.Buffers;
using Relay.Core.Protocol.Content;
using Relay.Core.Sessions.Receiving.Editing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving;

/// <summary>A message while its content arrives: decoded, looked at and written to a draft stretch by stretch, never held whole.</summary>
/// <remarks>The first fault decides the reply; what comes after it is read and dropped, so that the session stays in step with the client.</remarks>
internal sealed partial class IncomingMessage : IContentSink, IAsyncDisposable
{
    private readonly SessionContext context;
    private readonly ContentDecoder decoder;
    private readonly HeaderScanner header = new();
    private readonly LineLengthMeter? lines;
    private readonly DateTimeOffset startedAt;
    private HeldHeader? held;
    private long contentOctets;

    private IncomingMessage(SmtpSession session, Transaction transaction, MessageId id, ISpoolDraft draft, bool chunked)
    {
        context = session.Context;
        decoder = chunked ? ContentDecoder.ForChunks(RuleFor(transaction)) : ContentDecoder.ForData(RuleFor(transaction));
        lines = context.Accept.MaxLineOctets > 0 && transaction.Mail.Body != BodyType.BinaryMime ? new LineLengthMeter() : null;
        held = new HeldHeader(submitted: session.MayRelay);
        Envelope = transaction.ToEnvelope();
        startedAt = context.Clock.GetUtcNow();
        (Id, Draft) = (id, draft);
    }

    /// <summary>The id.</summary>
    public MessageId Id { get; }

    /// <summary>The envelope as the client gave it.</summary>
    public Envelope Envelope { get; }

    /// <summary>Where the content goes; another draft once a filter has edited the content.</summary>
    public ISpoolDraft Draft { get; private set; }

    /// <summary>Why the message will not be taken; null while nothing is wrong.</summary>
    public SmtpReply? Refusal { get; private set; }

    /// <summary>DATA: the end has been seen.</summary>
    public bool IsComplete => decoder.IsComplete;

    /// <summary>Octets of content so far, in the client's count.</summary>
    public long ContentOctets => contentOctets;

    /// <summary>Begins a message, with the relay's Received field at its top.</summary>
    /// <returns>The message, or the refusal when there is no room for it.</returns>
    public static async ValueTask<(IncomingMessage? Message, SmtpReply? Refusal)> BeginAsync(SmtpSession session, Transaction transaction,
        bool chunked)
    {
        SessionContext context = session.Context;
        if (!context.Store.Content.HasRoom)
            return (null, SessionReplies.NoRoom);
        try
        {
            MessageId id = context.Ids.Next();
            ISpoolDraft draft = await context.Store.Content.BeginAsync(id, mayUseReserve: false, session.Ending);
            var message = new IncomingMessage(session, transaction, id, draft, chunked);
            ReceivedField.Write(message.Draft, session, message.Envelope, message.Id, message.startedAt);
            return (message, null);
        }
        catch (IOException e)
        {
            return (null, StorageReply(context, session.Id, e));
        }
    }

    /// <summary>BDAT: a chunk of this size follows; a chunk that cannot fit is refused before its first octet is stored.</summary>
    public void Announce(long octets)
    {
        if (octets > context.Accept.MaxMessageOctets - contentOctets)
            Refusal ??= SessionReplies.TooLarge;
    }

    /// <summary>Takes a stretch of input; returns how much of it belongs to this message.</summary>
    public int Decode(ReadOnlySpan<byte> input)
    {
        int taken = decoder.Decode(input, this);
        CheckLineEnds();
        return taken;
    }

    /// <summary>Takes decoded content.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        if (Refusal is not null)
            return;
        contentOctets += content.Length;
        if (contentOctets > context.Accept.MaxMessageOctets)
        {
            Refusal = SessionReplies.TooLarge;
            return;
        }

        lines?.Read(content);
        if (lines is not null && lines.Longest > context.Accept.MaxLineOctets)
            Refusal = SessionReplies.ContentLineTooLong;
        if (!header.IsComplete)
            content = WriteHeader(content);
        if (Refusal is null && !content.IsEmpty)
            Draft.Write(content);
    }

    /// <summary>After each stretch of input: lets the draft move to the disk what is too much for memory.</summary>
    public async ValueTask FlushAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (Refusal is not null)
        {
            await DisposeAsync();
            return;
        }

        try
        {
            await Draft.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            Refusal = StorageReply(context, sessionId, e);
        }
    }

    /// <summary>The content has ended.</summary>
    public void Finish()
    {
        decoder.Finish(this);
        CheckLineEnds();
        header.Finish();
        if (Refusal is null)
            ReleaseHeld();
    }

    /// <summary>Filters have edited the header section: drops the draft and writes the message anew, under the same id.</summary>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public async ValueTask RewriteAsync(SmtpSession session, MessageEdits edits, SpooledContent content)
    {
        // An id has one draft at a time. What was read back of the first stays readable.
        await DropAsync();
        Draft = await ContentRewrite.WriteAsync(session, Id, startedAt, edits.Envelope, edits.Header!, content);
        LogRewritten(context.Log, session.Id, Id);
    }

    /// <summary>Takes over a draft that holds the message in place of the first.</summary>
    public void UseDraft(ISpoolDraft sealedDraft) => Draft = sealedDraft;

    /// <summary>Drops the draft, unless it was committed. Never throws: the reply does not change because a store could not drop a draft.</summary>
    public ValueTask DisposeAsync()
    {
        held?.Drop();
        held = null;
        return DropAsync();
    }

    private async ValueTask DropAsync()
    {
        try
        {
            await Draft.DisposeAsync();
        }
        catch (Exception e)
        {
            LogNotDropped(context.Log, Id, e);
        }
    }

    private ReadOnlySpan<byte> WriteHeader(ReadOnlySpan<byte> content)
    {
        int octets = header.Read(content);
        if (header.Octets > context.Accept.MaxHeaderOctets)
            Refusal = SessionReplies.HeaderTooLarge;
        else if (header.ReceivedFields >= context.Accept.MaxReceivedFields)
            Refusal = SessionReplies.Loop;
        if (Refusal is not null)
            return [];
        if (held is not null && held.IsNeedless(header))
            held = null;
        if (held is null)
            return content;
        held.Hold(content[..octets]);
        if (held.IsReady(header))
            ReleaseHeld();
        return content[octets..];
    }

    private void ReleaseHeld()
    {
        held?.Release(Draft, header, Id, context.Hostname, startedAt);
        held = null;
    }

    private void CheckLineEnds()
    {
        if (Refusal is not null || context.Accept.LineEndings != LineEndings.Reject || decoder.Faults == ContentFaults.None)
            return;
        Refusal = decoder.Faults == ContentFaults.Nul ? SessionReplies.Nul : SessionReplies.BareLineEnds;
    }

    private LineEndRule RuleFor(Transaction transaction)
    {
        if (transaction.Mail.Body == BodyType.BinaryMime)
            return LineEndRule.Binary;
        return context.Accept.LineEndings switch
        {
            LineEndings.Normalize => LineEndRule.Repair,
            LineEndings.AllowLegacy => LineEndRule.Keep,
            _ => LineEndRule.Refuse,
        };
    }

    private static SmtpReply StorageReply(SessionContext context, string sessionId, IOException e)
    {
        LogStorageFailed(context.Log, sessionId, e);
        return SessionReplies.ForStorage(e);
    }
}
