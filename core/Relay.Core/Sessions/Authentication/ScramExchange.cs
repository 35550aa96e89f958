using System.Security.Cryptography;
using System.Text;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677).</summary>
/// <remarks>The server's signature travels in a challenge that the client answers with nothing, since SMTP has no room for it in the 235 (RFC 4954
/// §4).</remarks>
internal sealed class ScramExchange(AuthenticatorChain authenticators) : ISaslExchange
{
    private const int MaxOctets = 2048;
    private const int NonceOctets = 18;
    private static readonly UTF8Encoding Strict = new(false, true);

    private ScramClientFirst? first;
    private ScramVerifier? verifier;
    private bool known;
    private string serverFirst = "";
    private string nonce = "";
    private bool proven;

    public async ValueTask<SaslStep> StepAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is not { } octets)
            return new SaslStep.Challenge(default);
        if (proven)
            return octets.Length == 0 ? new SaslStep.Success(verifier!.User)
                : new SaslStep.Failure("something follows the SCRAM exchange", first!.User);
        if (!TryDecode(octets, out string text))
            return new SaslStep.Failure("malformed SCRAM message", first?.User);
        return first is null ? await BeginAsync(text, cancellationToken) : Finish(text);
    }

    private async ValueTask<SaslStep> BeginAsync(string text, CancellationToken cancellationToken)
    {
        if (!ScramClientFirst.TryParse(text, out first, out string reason))
            return new SaslStep.Failure(reason);
        try
        {
            verifier = await authenticators.FindVerifierAsync(first.User, cancellationToken);
        }
        catch (IOException e)
        {
            return new SaslStep.Unavailable(e.Message);
        }

        known = verifier is not null;
        verifier ??= AuthenticatorChain.MockVerifier(first.User);
        nonce = first.Nonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceOctets));
        serverFirst = $"r={nonce},s={Convert.ToBase64String(verifier.Salt.Span)},i={verifier.Iterations}";
        return new SaslStep.Challenge(Encoding.ASCII.GetBytes(serverFirst));
    }

    private SaslStep Finish(string text)
    {
        int end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        string[] parts = end < 0 ? [] : text[..end].Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("c=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal))
            return new SaslStep.Failure("malformed SCRAM message", first!.User);
        // What the client says it sent as its header must be what arrived (RFC 5802 §6), and the nonce must be this exchange's.
        if (parts[0][2..] != Convert.ToBase64String(Encoding.UTF8.GetBytes(first!.Gs2Header)) || parts[1][2..] != nonce)
            return new SaslStep.Failure("SCRAM header or nonce changed on the way", first.User);
        byte[] proof = new byte[ScramKeys.KeyOctets];
        if (!Convert.TryFromBase64String(text[(end + 3)..], proof, out int length) || length != proof.Length)
            return new SaslStep.Failure("malformed SCRAM proof", first.User);
        byte[] authMessage = Encoding.UTF8.GetBytes($"{first.Bare},{serverFirst},{text[..end]}");
        bool right = ScramKeys.IsProof(verifier!, authMessage, proof);
        if (!right || !known)
            return new SaslStep.Failure(known ? "wrong password" : "unknown user", first.User);
        proven = true;
        byte[] signature = HMACSHA256.HashData(verifier!.ServerKey.Span, authMessage);
        return new SaslStep.Challenge(Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(signature)));
    }

    private static bool TryDecode(ReadOnlySpan<byte> octets, out string text)
    {
        text = "";
        if (octets.Length is 0 or > MaxOctets)
            return false;
        try
        {
            text = Strict.GetString(octets);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
