using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings.Binding;
using Relay.Core.Storage;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>Users with SCRAM-SHA-256 verifiers in a text file: one a line as in <see cref="CredentialLine"/>, lines that begin with # are
/// comments.</summary>
/// <remarks>
/// PLAIN and LOGIN are checked against the same verifier. A changed file is read again at the next login, looked at once a second at the most; a file
/// with errors is logged and the old users stay. User names compare exactly.
/// </remarks>
public sealed partial class CredentialFile : IAuthenticator, IScramCredentialSource
{
    private const int MaxOctets = 64 * 1024 * 1024;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // Stands in for users that are not here, so that they take as long as the others.
    private static readonly CredentialEntry UnknownUser = new(ScramKeys.Mock(RandomNumberGenerator.GetBytes(32), ""));

    private readonly string path;
    private readonly TimeProvider time;
    private readonly ILogger<CredentialFile> logger;
    private volatile Dictionary<string, CredentialEntry> users = [];
    private FileStamp version;
    private long lookedAt;

    private CredentialFile(string path, TimeProvider time, ILogger<CredentialFile> logger) =>
        (this.path, this.time, this.logger) = (path, time, logger);

    /// <summary>Reads the file.</summary>
    /// <exception cref="CredentialFileException">It cannot be read, or a line is wrong; the message says which.</exception>
    public static async ValueTask<CredentialFile> OpenAsync(string path, TimeProvider time, ILogger<CredentialFile> logger,
        CancellationToken cancellationToken)
    {
        var file = new CredentialFile(path, time, logger) { lookedAt = time.GetTimestamp() };
        file.version = file.Version();
        file.users = await file.ReadAsync(cancellationToken);
        return file;
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        await LookAsync();
        if (!users.TryGetValue(credentials.User, out CredentialEntry? entry))
        {
            await UnknownUser.CheckAsync(credentials.Password, cancellationToken);
            return AuthenticationResult.NotKnown;
        }

        return await entry.CheckAsync(credentials.Password, cancellationToken)
            ? AuthenticationResult.Accept(entry.Verifier.User)
            : AuthenticationResult.Deny;
    }

    /// <inheritdoc/>
    public async ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken)
    {
        await LookAsync();
        return users.TryGetValue(user, out CredentialEntry? entry) ? entry.Verifier : null;
    }

    private async ValueTask LookAsync()
    {
        long last = Interlocked.Read(ref lookedAt);
        if (time.GetElapsedTime(last) < LookInterval || Interlocked.CompareExchange(ref lookedAt, time.GetTimestamp(), last) != last)
            return;
        try
        {
            FileStamp now = Version();
            if (now == version)
                return;
            // Remembered before the reading, so that a bad file is logged once, and a change during the reading is seen next time.
            version = now;
            // To its end even if this client leaves: no other session would read this change.
            users = await ReadAsync(CancellationToken.None);
            LogReloaded(path, users.Count);
        }
        catch (CredentialFileException e)
        {
            LogNotReloaded(e.Message);
        }
    }

    private FileStamp Version() => FileStamp.Of(path);

    private async ValueTask<Dictionary<string, CredentialEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, CredentialEntry>(StringComparer.Ordinal);
        try
        {
            using var lines = new StreamReader(new MemoryStream(BoundedFile.Read(path, MaxOctets)), Encoding.UTF8);
            int number = 0;
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (CredentialLine.IsBlank(line))
                    continue;
                if (!CredentialLine.TryParse(line, out ScramVerifier? verifier, out string? error))
                    throw new CredentialFileException($"{path}, line {number}: {error}");
                if (!read.TryAdd(verifier.User, new CredentialEntry(verifier)))
                    throw new CredentialFileException($"{path}, line {number}: the user '{verifier.User}' is there already");
            }
        }
        catch (Exception e) when (e is not CredentialFileException and (IOException or UnauthorizedAccessException))
        {
            throw new CredentialFileException($"{path} cannot be read: {e.Message}", e);
        }

        return read;
    }
}
