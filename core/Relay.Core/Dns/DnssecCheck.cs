using Microsoft.Extensions.Logging;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

/// <summary>Checks that the resolver's answers come validated, and logs each change: TLS policies may rest on it.</summary>
/// <param name="name">A name in a zone that is signed; the root by default.</param>
public sealed partial class DnssecCheck(IDnsResolver resolver, TimeProvider time, ILogger<DnssecCheck> logger, string name = "")
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    private volatile DnssecHealth health = new(DnssecState.Unknown, null);

    /// <summary>What the last check found.</summary>
    public DnssecHealth Health => health;

    /// <summary>Checks once, and logs when the state changed.</summary>
    public async ValueTask<DnssecHealth> CheckAsync(CancellationToken cancellationToken)
    {
        DnsAnswer answer = await resolver.ResolveAsync(name, DnsRecordType.DNSKEY, cancellationToken);
        DnssecState state = answer.Security switch
        {
            DnsSecurity.Secure => DnssecState.Validating,
            DnsSecurity.Insecure => DnssecState.NotValidating,
            DnsSecurity.Bogus => DnssecState.Broken,
            _ => DnssecState.NoAnswer,
        };
        var found = new DnssecHealth(state, answer.Problem);
        bool hasChanged = found.State != health.State;
        health = found;
        if (hasChanged)
            Say(found);
        return found;
    }

    /// <summary>Checks at once and then every quarter of an hour, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await CheckAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken))
                ;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private void Say(DnssecHealth found)
    {
        switch (found.State)
        {
            case DnssecState.Validating:
                LogValidating();
                break;
            case DnssecState.NotValidating:
                LogNotValidating();
                break;
            default:
                LogBroken(found.State, found.Problem);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "DNSSEC: the resolver validates, and its word is trusted", EventName = "dns.validating")]
    private partial void LogValidating();

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The resolver does not validate DNSSEC, so DANE is not used. If a plugin is to use it, point dns.servers at a validating " +
        "resolver on this host, or see dns.trustAd", EventName = "dns.not-validating")]
    private partial void LogNotValidating();

    [LoggerMessage(Level = LogLevel.Error, Message = "DNSSEC: {State}: {Problem}. Mail that needs DNS waits", EventName = "dns.broken")]
    private partial void LogBroken(DnssecState state, string? problem);
}
