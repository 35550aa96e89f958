using System.Security.Cryptography;
using System.Text;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>A user of the credential file, with a trace of the password that was right last time.</summary>
/// <remarks>
/// Clients that log in for each message would otherwise cost milliseconds of key derivation per message. The trace is keyed with a secret that lives
/// and dies with the process, and goes when the file changes. Wrong passwords always cost the full derivation.
/// </remarks>
internal sealed class CredentialEntry(ScramVerifier verifier)
{
    // At most one derivation per two cores at once, so that strangers with wrong passwords leave the mail room to go on.
    private static readonly SemaphoreSlim Derivations = new(Math.Max(1, Environment.ProcessorCount / 2));
    private static readonly byte[] TraceKey = RandomNumberGenerator.GetBytes(32);
    private volatile byte[]? trace;

    public ScramVerifier Verifier { get; } = verifier;

    public async ValueTask<bool> CheckAsync(string password, CancellationToken cancellationToken)
    {
        byte[] candidate = HMACSHA256.HashData(TraceKey, Encoding.UTF8.GetBytes(password));
        if (trace is { } last && CryptographicOperations.FixedTimeEquals(last, candidate))
            return true;
        await Derivations.WaitAsync(cancellationToken);
        try
        {
            if (!ScramKeys.Verify(Verifier, password))
                return false;
        }
        finally
        {
            Derivations.Release();
        }

        trace = candidate;
        return true;
    }
}
