using System.Text;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Sessions;

/// <summary>Logs a client in by each mechanism.</summary>
public static class ClientLogin
{
    /// <summary>Logs in; gives the last reply.</summary>
    public static async Task<string> AuthenticateAsync(this ScriptedClient client, Login login)
    {
        switch (login.Mechanism)
        {
            case "PLAIN":
                return await client.AskAsync($"AUTH PLAIN {Base64($"\0{login.User}\0{login.Password}")}");
            case "LOGIN":
                await client.AskAsync("AUTH LOGIN");
                await client.AskAsync(Base64(login.User));
                return await client.AskAsync(Base64(login.Password));
            default:
                var scram = new ScramSha256Client(login.User, login.Password);
                string first = await client.AskAsync($"AUTH SCRAM-SHA-256 {Base64(scram.First)}");
                if (!first.StartsWith("334", StringComparison.Ordinal) || scram.Final(Text(first)) is not { } final)
                    return first;
                string proof = await client.AskAsync(Base64(final));
                return proof.StartsWith("334", StringComparison.Ordinal) && scram.Accepts(Text(proof)) ? await client.AskAsync("") : proof;
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // The text of a challenge.
    private static string Text(string reply) => Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..]));
}
