using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions.Authentication;

public sealed partial class AuthenticatorChain
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The authenticator {Authenticator} failed", EventName = "sessions.authenticator-chain-failed")]
    private partial void LogFailed(Exception exception, string authenticator);
}
