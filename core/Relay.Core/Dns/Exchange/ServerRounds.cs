using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>Asks one question of one server after another until one knows, and says what it means when none does.</summary>
internal sealed class ServerRounds(ResolverServers servers, ServerExchange exchange, int attempts)
{
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<Reply> AskAsync(DnsQuestion question, CancellationToken cancellationToken)
    {
        int[] order = servers.InOrder();
        bool[] refused = new bool[servers.Count]; // said something of no use; the same question will not mend that
        string problem = "no servers";
        for (int round = 0; round < attempts; round++)
        {
            foreach (int server in order)
            {
                if (refused[server])
                    continue;
                ExchangeResult result = await exchange.AskAsync(servers[server], question, checkingDisabled: false, cancellationToken);
                if (result.Response is not { } response)
                {
                    servers.StayedSilent(server);
                    problem = $"{servers[server]}: {result.Problem}";
                    continue;
                }

                servers.Answered(server);
                if (IsAnswer(response))
                    return Reply.Of(response, servers.Trusts(server));
                problem = Describe(server, response);
                // Not asked elsewhere: a second resolver that does not validate would turn "forged" into "unsigned".
                if (await IsBogusAsync(server, question, response, cancellationToken))
                    return Reply.Bogus(problem);
                refused[server] = true;
            }
        }

        return Reply.Failure(problem);
    }

    /// <summary>Anything but these two codes, and a referral from a server that does not recurse, is not "no records".</summary>
    private static bool IsAnswer(DnsResponse response) =>
        response.Code is DnsResponseCode.NoError or DnsResponseCode.NameError && !response.IsReferral;

    /// <summary>
    /// SERVFAIL means a failed validation when the server says so (RFC 8914), or when the same question without validation has an answer (RFC 4035
    /// §5.5).
    /// </summary>
    private async ValueTask<bool> IsBogusAsync(int server, DnsQuestion question, DnsResponse response, CancellationToken cancellationToken)
    {
        if (response.Code != DnsResponseCode.ServerFailure)
            return false;
        foreach (ExtendedDnsError error in response.Errors)
        {
            if (error.IsDnssec)
                return true;
        }

        // Another reason was given: asking a resolver again that cannot reach the zone only waits.
        if (response.Errors.Count > 0)
            return false;
        ExchangeResult unvalidated = await exchange.AskAsync(servers[server], question, checkingDisabled: true, cancellationToken);
        return unvalidated.Response is { } found && IsAnswer(found);
    }

    private string Describe(int server, DnsResponse response)
    {
        string what = response.Code switch
        {
            DnsResponseCode.NoError or DnsResponseCode.NameError => "referral instead of an answer",
            DnsResponseCode.FormatError => "FORMERR",
            DnsResponseCode.ServerFailure => "SERVFAIL",
            DnsResponseCode.NotImplemented => "NOTIMP",
            DnsResponseCode.Refused => "REFUSED",
            var code => $"response code {(int)code}",
        };
        return response.Errors.Count == 0 ? $"{servers[server]}: {what}" : $"{servers[server]}: {what} ({string.Join("; ", response.Errors)})";
    }
}
