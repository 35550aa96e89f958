using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace EveryKind;

/// <summary>Logs each moment, and refuses the one that the settings name.</summary>
internal sealed partial class Judge(EveryKindSettings settings, Trouble trouble, ILogger<Judge> logger) :
    IDecide<ClientConnected>, IDecide<HeloOffered>, IDecide<SenderOffered>, IDecide<RecipientOffered>, IDecide<MessageOffered>,
    IDecide<ConnectingToHost>, IDecide<HostGreeted>, IDecide<CertificatePresented>
{
    public ValueTask<Verdict> DecideAsync(ClientConnected moment, CancellationToken cancellationToken) => Give(moment, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(HeloOffered moment, CancellationToken cancellationToken) => Give(moment, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken) => Give(moment, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => Give(moment, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(MessageOffered moment, CancellationToken cancellationToken) => Give(moment, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(ConnectingToHost moment, CancellationToken cancellationToken) => Give(moment, Verdict.SkipHost("every-kind says no"), cancellationToken);

    public ValueTask<Verdict> DecideAsync(HostGreeted moment, CancellationToken cancellationToken) => Give(moment, Verdict.SkipHost("every-kind says no"), cancellationToken);

    public ValueTask<Verdict> DecideAsync(CertificatePresented moment, CancellationToken cancellationToken) => Give(moment, Verdict.RefuseCertificate("every-kind says no"), cancellationToken);

    private static SmtpReply No => new(554, "5.7.1", "every-kind says no");

    private ValueTask<Verdict> Give(Moment moment, Verdict refusal, CancellationToken cancellationToken)
    {
        string name = moment.GetType().Name;
        LogMoment(name);
        if (settings.Refuse.Length > 0 && settings.Refuse != name)
            return new(Verdict.Continue);
        return trouble.Or(() => settings.Refuse == name ? refusal : Verdict.Continue, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "asked at {Moment}")]
    private partial void LogMoment(string moment);
}
