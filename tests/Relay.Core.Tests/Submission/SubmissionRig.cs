using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Handlers;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Core.Tests.Scheduling;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Submission;

namespace Relay.Core.Tests.Submission;

/// <summary>A plugin that submits to a scheduler in memory.</summary>
internal sealed class SubmissionRig : IAsyncDisposable
{
    public SubmissionRig(IHandlers? handlers = null, Rate? rate = null, AcceptSettings? accept = null)
    {
        Delivery = new DeliveryRig(new RelaySettings { Accept = accept ?? new AcceptSettings() }, handlers).With("dest.example");
        Ids = new OwnMailIds(new MessageIdSource(Delivery.Clock));
        Plugin = NewPlugin("digest", rate);
    }

    public DeliveryRig Delivery { get; }

    public OwnMailIds Ids { get; }

    public SubmissionGate Gate { get; } = new();

    public ISubmission Plugin { get; }

    public ISubmission NewPlugin(string name, Rate? rate = null) => new PluginSubmission(name, Gate, rate, Delivery.Clock);

    public async Task<SubmissionRig> StartAsync()
    {
        await Delivery.StartAsync();
        Gate.Open(new OwnMailIntake(Delivery.Scheduler.Queue, Delivery.Spool.Content, Ids, Delivery.Settings, Delivery.Handlers, Delivery.Clock,
            NullLogger<OwnMailIntake>.Instance));
        return this;
    }

    public Task CloseAsync() => Gate.CloseAsync(TimeSpan.FromSeconds(30), Delivery.Clock);

    public static Envelope Envelope(params IReadOnlyList<string> recipients) => new()
    {
        ReversePath = ReversePath.From(Mailbox.Parse("digest@relay.example")),
        Recipients = [.. recipients.Select(recipient => new EnvelopeRecipient { Mailbox = Mailbox.Parse(recipient) })],
    };

    public static OwnMail Mail(string content = "Subject: digest\r\n\r\nAll is well.\r\n") => OwnMail.OfText(Envelope("b@dest.example"), content);

    public async Task<SubmissionResult> SubmitAsync(OwnMail? mail = null) => await Plugin.SubmitAsync(mail ?? Mail(), CancellationToken.None);

    /// <summary>The content of the message, as it is in the spool.</summary>
    public async Task<string> ContentAsync(MessageId id)
    {
        SpooledContent content = (await Delivery.Spool.Content.OpenAsync(id, CancellationToken.None)).ShouldNotBeNull();
        try
        {
            using StreamReader reader = new(await content.OpenReadAsync(CancellationToken.None));
            return await reader.ReadToEndAsync();
        }
        finally
        {
            content.Release();
        }
    }

    public ValueTask DisposeAsync() => Delivery.DisposeAsync();
}
