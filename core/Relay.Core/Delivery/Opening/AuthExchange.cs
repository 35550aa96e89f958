using System.Text;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>Logs in at a next hop (RFC 4954): SCRAM-SHA-256 where offered; PLAIN or LOGIN under TLS only, unless the settings say
/// otherwise.</summary>
internal sealed class AuthExchange(HostConnection connection, HostFacts host, TransportAuthSettings settings, TimeSpan limit)
{
    private const int Challenge = 334;
    private const int Success = 235;

    private readonly string password = settings.Password?.Reveal() ?? "";

    /// <summary>The mechanism in use, as in <c>PLAIN</c>.</summary>
    public string Mechanism { get; private set; } = "";

    /// <summary>What the host said against the login; null when it said nothing.</summary>
    public SmtpReply? Refusal { get; private set; }

    /// <summary>Logs in.</summary>
    /// <returns>Null on success, else why the host cannot be used.</returns>
    /// <exception cref="ConnectionFaultException">The connection broke.</exception>
    public async ValueTask<SmtpReply?> RunAsync(AuthMechanisms offered, bool isTls)
    {
        bool mayShowPassword = isTls || settings.WithoutTls;
        if (offered.HasFlag(AuthMechanisms.ScramSha256))
            return await ScramAsync();
        if (offered.HasFlag(AuthMechanisms.Plain) && mayShowPassword)
            return await PlainAsync();
        if (offered.HasFlag(AuthMechanisms.Login) && mayShowPassword)
            return await LoginAsync();
        return OpeningReplies.NoLogin(host, offered == AuthMechanisms.None
            ? "the host offers no mechanism that the relay knows"
            : "the host offers only mechanisms that show the password, and there is no TLS");
    }

    private async ValueTask<SmtpReply?> PlainAsync()
    {
        int code = await StartAsync("PLAIN", Base64($"\0{settings.User}\0{password}"));
        return code == Success ? null : Refused();
    }

    private async ValueTask<SmtpReply?> LoginAsync()
    {
        int code = await StartAsync("LOGIN", "");
        if (code == Challenge)
            code = await AnswerAsync(Base64(settings.User));
        if (code == Challenge)
            code = await AnswerAsync(Base64(password));
        return code == Success ? null : Refused();
    }

    private async ValueTask<SmtpReply?> ScramAsync()
    {
        var client = new ScramSha256Client(settings.User, password);
        int code = await StartAsync("SCRAM-SHA-256", Base64(client.First));
        if (code != Challenge)
            return Refused();
        if (Text() is not { } serverFirst || client.Final(serverFirst) is not { } final)
            return OpeningReplies.NoLogin(host, "the host's SCRAM challenge is not acceptable");
        code = await AnswerAsync(Base64(final));
        if (code >= 400)
            return Refused();

        // A host that cannot prove that it knows the password is not the host that the mail is for.
        if (code != Challenge || Text() is not { } serverFinal || !client.Accepts(serverFinal))
            return OpeningReplies.NoLogin(host, "the host did not prove that it knows the password (SCRAM)");
        return await AnswerAsync("") == Success ? null : Refused();
    }

    private async ValueTask<int> StartAsync(string mechanism, string initialResponse)
    {
        Mechanism = mechanism;
        if (!CommandWriter.TryAuth(connection.Output, mechanism, initialResponse))
            throw new ConnectionFaultException(ConnectionFault.Local, "user name or password are too long for AUTH");
        await connection.FlushAsync(limit);
        return await connection.ReadReplyAsync(limit);
    }

    private async ValueTask<int> AnswerAsync(string response)
    {
        if (!CommandWriter.TryAuthResponse(connection.Output, response))
            throw new ConnectionFaultException(ConnectionFault.Local, "user name or password are too long for AUTH");
        connection.HidesNext = true;
        await connection.FlushAsync(limit);
        return await connection.ReadReplyAsync(limit);
    }

    private SmtpReply Refused()
    {
        Refusal = connection.Reply.ToReply();
        return OpeningReplies.NotNow(host, "AUTH", Refusal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // The challenge in the last reply, decoded; null when it is not base64.
    private string? Text()
    {
        byte[] text = new byte[connection.Reply.FirstLine.Length];
        string line = Encoding.Latin1.GetString(connection.Reply.FirstLine);
        return Convert.TryFromBase64String(line, text, out int length) ? Encoding.UTF8.GetString(text, 0, length) : null;
    }
}
