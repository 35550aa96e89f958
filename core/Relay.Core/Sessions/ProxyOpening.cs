using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Protocol;

namespace Relay.Core.Sessions;

/// <summary>Reads the PROXY header of a client that has to send one: before TLS, before the greeting, within three seconds.</summary>
internal static partial class ProxyOpening
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Reads the header and takes over the real client's address.</summary>
    /// <returns>False when there is none in time; then nothing is believed of this connection.</returns>
    public static async ValueTask<bool> ReadAsync(SmtpSession session)
    {
        IPAddress proxy = session.Remote.Address;
        using var limit = new CancellationTokenSource(Limit, session.Context.Clock);
        while (true)
        {
            ProxyHeaderStatus status = ProxyHeaderReader.Read(session.Channel.Unread.Span, out ProxyHeader header, out int consumed);
            if (status == ProxyHeaderStatus.Done)
            {
                session.Channel.Consume(consumed);
                session.IsOriginKnown = header.Source is not null;
                session.Remote = Plain(header.Source) ?? session.Remote;
                session.Local = Plain(header.Destination) ?? session.Local;
                return true;
            }

            if (status == ProxyHeaderStatus.Bad || !await session.Channel.FillOpeningAsync(limit.Token))
            {
                LogFailed(session.Context.Log, session.Id, proxy, status);
                return false;
            }
        }
    }

    private static IPEndPoint? Plain(IPEndPoint? endPoint) =>
        endPoint is { Address.IsIPv4MappedToIPv6: true } ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    [LoggerMessage(EventId = 232, Level = LogLevel.Warning, Message = "session {SessionId}: no PROXY header from {Proxy} within its limit ({Status})",
        EventName = "sessions.proxy-opening-failed")]
    private static partial void LogFailed(ILogger logger, string sessionId, IPAddress proxy, ProxyHeaderStatus status);
}
