using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Sdk.Testing.Hosts;

/// <summary>How a remote host behaves that speaks SMTP properly, and where it does not.</summary>
/// <remarks>One object may serve many connections.</remarks>
public sealed record HostManners
{
    /// <summary>The greeting.</summary>
    public string Greeting { get; init; } = "220 peer.test ESMTP";

    /// <summary>The EHLO keywords.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["PIPELINING", "SIZE 104857600", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN"];

    /// <summary>For STARTTLS, which is then offered in clear text.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Sent with the certificate.</summary>
    public X509Certificate2Collection? Intermediates { get; init; }

    /// <summary>TLS from the first octet.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>A reply in place of the usual one, or null for the usual one. The end of data is the command ".", DATA's content is read in any
    /// case.</summary>
    public Func<string, string?> Answer { get; init; } = static _ => null;

    /// <summary>Does something else at a command ("" is the greeting, "." the end of data, "data" the moment after 354); true when the command is
    /// dealt with.</summary>
    public Func<HostConversation, string, Task<bool>> Instead { get; init; } = static (_, _) => Task.FromResult(false);

    /// <summary>Replies otherwise at a step, each time.</summary>
    /// <param name="step">A step that gets a reply.</param>
    /// <param name="reply">The whole reply, LF between its lines, as in <c>451 4.7.1 Greylisted</c>. It need not be one.</param>
    public HostManners ReplyAt(HostStep step, string reply) => At(step, async client => await client.SayAsync(reply.Split('\n')));

    /// <summary>Says nothing at a step and from then on, until the client closes.</summary>
    public HostManners StallAt(HostStep step) => At(step, static client => client.StallAsync());

    /// <summary>Breaks the connection at a step, with a TCP reset.</summary>
    public HostManners ResetAt(HostStep step) => At(step, static client =>
    {
        client.Reset();
        return Task.CompletedTask;
    });

    /// <summary>Closes the connection at a step, without a word.</summary>
    public HostManners CloseAt(HostStep step) => At(step, static client =>
    {
        client.Close();
        return Task.CompletedTask;
    });

    internal async Task ServeAsync(HostConversation client, ConcurrentQueue<TakenMessage> messages)
    {
        if (ImplicitTls)
            await client.StartTlsAsync(Certificate!, Intermediates);
        if (!await Instead(client, ""))
            await client.SayAsync(Greeting.Split('\n'));
        string mail = "";
        var recipients = new List<string>();
        var chunks = new List<byte>();
        while (await client.HearAsync() is { } command)
        {
            string verb = command.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "MAIL")
                (mail, recipients) = ("", []);
            if (await Instead(client, command))
                continue;
            string? answer = Answer(command);
            switch (verb)
            {
                case "EHLO" when answer is null:
                    await client.SayAsync(EhloReply(client.IsTls));
                    break;
                case "STARTTLS" when answer is null:
                    await client.SayAsync("220 2.0.0 go ahead");
                    await client.StartTlsAsync(Certificate!, Intermediates);
                    break;
                case "MAIL" when answer is null:
                    mail = command;
                    await client.SayAsync("250 2.1.0 sender ok");
                    break;
                case "RCPT" when answer is null && mail.Length == 0:
                    await client.SayAsync("503 5.5.1 MAIL first");
                    break;
                case "RCPT" when answer is null:
                    recipients.Add(command);
                    await client.SayAsync("250 2.1.5 recipient ok");
                    break;
                case "DATA" when answer is null:
                    await TakeDataAsync(client, messages, mail, recipients);
                    break;
                case "BDAT":
                    await TakeChunkAsync(client, messages, command, answer, mail, recipients, chunks);
                    break;
                case "QUIT" when answer is null:
                    await client.SayAsync("221 2.0.0 bye");
                    return;
                default:
                    await client.SayAsync((answer ?? "250 2.0.0 ok").Split('\n'));
                    break;
            }
        }
    }

    private HostManners At(HostStep step, Func<HostConversation, Task> does) => this with
    {
        Instead = async (client, command) =>
        {
            if (StepOf(command) != step)
                return await Instead(client, command);
            await does(client);
            return true;
        },
    };

    private static HostStep? StepOf(string command) => command switch
    {
        "" => HostStep.Greeting,
        "data" => HostStep.Content,
        "." => HostStep.EndOfData,
        _ => Enum.TryParse(command.Split(' ', ':')[0], ignoreCase: true, out HostStep verb) ? verb : null,
    };

    private string[] EhloReply(bool isTls)
    {
        List<string> lines = ["peer.test", .. Capabilities];
        if (Certificate is not null && !isTls)
            lines.Add("STARTTLS");
        return [.. lines.Select((line, i) => (i < lines.Count - 1 ? "250-" : "250 ") + line)];
    }

    private async Task TakeDataAsync(HostConversation client, ConcurrentQueue<TakenMessage> messages, string mail, List<string> recipients)
    {
        if (recipients.Count == 0)
        {
            await client.SayAsync("503 5.5.1 no recipients");
            return;
        }

        await client.SayAsync("354 go ahead");
        if (await Instead(client, "data"))
            return;
        byte[] wire = await client.HearDataAsync();
        if (await Instead(client, "."))
            return;
        string? answer = Answer(".");
        if (answer is null)
            messages.Enqueue(new TakenMessage(mail, recipients, Unstuffed(wire), wire));
        await client.SayAsync((answer ?? "250 2.0.0 taken").Split('\n'));
    }

    // The chunks are those of the conversation: the manners are shared by many.
    private async Task TakeChunkAsync(
        HostConversation client, ConcurrentQueue<TakenMessage> messages, string command, string? answer, string mail, List<string> recipients,
        List<byte> chunks)
    {
        string[] words = command.Split(' ');
        byte[] chunk = await client.HearOctetsAsync(long.Parse(words[1], CultureInfo.InvariantCulture));
        if (recipients.Count == 0 || answer is not null)
        {
            chunks.Clear();
            await client.SayAsync(answer ?? "503 5.5.1 no recipients");
            return;
        }

        chunks.AddRange(chunk);
        if (words.Length == 3)
        {
            if (await Instead(client, "."))
                return;
            messages.Enqueue(new TakenMessage(mail, recipients, [.. chunks], [.. chunks]));
            chunks.Clear();
        }

        await client.SayAsync("250 2.0.0 taken");
    }

    private static byte[] Unstuffed(byte[] wire)
    {
        var content = new List<byte>(wire.Length);
        bool lineStart = true;
        for (int i = 0; i < wire.Length - 3; i++)
        {
            if (!(lineStart && wire[i] == '.'))
                content.Add(wire[i]);
            lineStart = wire[i] == '\n';
        }

        return [.. content];
    }
}
