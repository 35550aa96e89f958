using Relay.Sdk.Jobs;
using Relay.Sdk.Mail;
using Relay.Sdk.Submission;

namespace EveryKind;

/// <summary>Submits a message in each run.</summary>
internal sealed class Announce(ISubmission submission) : IJob
{
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var envelope = new Envelope
        {
            ReversePath = ReversePath.Null,
            Recipients = [new EnvelopeRecipient { Mailbox = Mailbox.Parse("postmaster@dest.example") }]
        };
        if (await submission.SubmitAsync(OwnMail.OfText(envelope, "Subject: here I am\r\n\r\nReady.\r\n"),
            cancellationToken) is SubmissionResult.TryLater later)
            throw new IOException(later.Reason);
    }
}
