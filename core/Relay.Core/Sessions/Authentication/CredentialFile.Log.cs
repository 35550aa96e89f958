using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions.Authentication;

public sealed partial class CredentialFile
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Path} again: {Users} users", EventName = "sessions.users-reloaded")]
    private partial void LogReloaded(string path, int users);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Error}; the users stay as they were", EventName = "sessions.users-not-reloaded")]
    private partial void LogNotReloaded(string error);
}
