using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace EveryKind;

/// <summary>Logs each moment, and refuses the one that the settings name.</summary>
internal sealed partial class Judge(EveryKindSettings settings, Trouble trouble, ILogger<Judge> logger) :
    IDecide<ClientConnected>, IDecide<HeloOffered>, IDecide<SenderOffered>, IDecide<RecipientOffered>, IDecide<MessageOffered>,
    IDecideOutbound<ConnectingToHost>, IDecideOutbound<HostGreeted>, IDecideCertificate
{
    public ValueTask<Verdict> DecideAsync(ClientConnected moment, CancellationToken cancellationToken) =>
        Give(moment, Verdict.Continue, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(HeloOffered moment, CancellationToken cancellationToken) =>
        Give(moment, Verdict.Continue, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken) =>
        Give(moment, Verdict.Continue, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        Give(moment, Verdict.Continue, Verdict.Reject(No), cancellationToken);

    public ValueTask<Verdict> DecideAsync(MessageOffered moment, CancellationToken cancellationToken) =>
        Give(moment, Verdict.Continue, Verdict.Reject(No), cancellationToken);

    public ValueTask<HostVerdict> DecideAsync(ConnectingToHost moment, CancellationToken cancellationToken) =>
        Give(moment, HostVerdict.Continue, HostVerdict.SkipHost("every-kind says no"), cancellationToken);

    public ValueTask<HostVerdict> DecideAsync(HostGreeted moment, CancellationToken cancellationToken) =>
        Give(moment, HostVerdict.Continue, HostVerdict.SkipHost("every-kind says no"), cancellationToken);

    public ValueTask<CertificateVerdict> DecideAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        Give(moment, CertificateVerdict.Accept, CertificateVerdict.Refuse("every-kind says no"), cancellationToken);

    private static SmtpReply No => new(554, "5.7.1", "every-kind says no");

    private ValueTask<TVerdict> Give<TVerdict>(Moment moment, TVerdict pass, TVerdict refusal, CancellationToken cancellationToken)
        where TVerdict : class
    {
        string name = moment.GetType().Name;
        LogMoment(name);
        if (settings.Refuse.Length > 0 && settings.Refuse != name)
            return new(pass);
        return trouble.Or(() => settings.Refuse == name ? refusal : pass, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "asked at {Moment}")]
    private partial void LogMoment(string moment);
}
