using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Relay.TestKit.Peers;

/// <summary>The relay's own receiving server for trials: <c>relay sink</c>.</summary>
public sealed partial class SinkPeer : IMailStore
{
    private readonly TemporaryFolder folder = new("sink");
    private readonly PeerProcess process;
    private readonly ConcurrentDictionary<string, IReadOnlyList<StoredMail>> read = new();

    private SinkPeer(IReadOnlyList<string> arguments) => process = PeerProcess.Start(
        RelayPrograms.Relay, ["sink", "--listen", "127.0.0.1:0", "--dump", folder.Folder("mail"), .. arguments]);

    public string Name => "sink";

    public int Port { get; private set; }

    public string Log => process.Output;

    public IReadOnlyList<StoredMail> Mail
    {
        get
        {
            foreach (string envelope in Directory.GetFiles(folder["mail"], "*.json"))
            {
                if (!read.ContainsKey(envelope) && TryRead(envelope) is { } mail) read[envelope] = mail;
            }

            return [.. read.Values.SelectMany(mail => mail)];
        }
    }

    /// <param name="arguments">More for the command line, such as <c>--tls starttls</c>.</param>
    public static async Task<SinkPeer> StartAsync(params IReadOnlyList<string> arguments)
    {
        var sink = new SinkPeer(arguments);
        try
        {
            await sink.process.WaitUntilAsync(_ => Task.FromResult(Listening().IsMatch(sink.Log)), "the sink listens");
            sink.Port = int.Parse(Listening().Match(sink.Log).Groups[1].ValueSpan);
            return sink;
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>One message for all its recipients; null while it is still being written, and then it is seen the next time.</summary>
    private static List<StoredMail>? TryRead(string envelopeFile)
    {
        try
        {
            using var envelope = JsonDocument.Parse(File.ReadAllText(envelopeFile));
            byte[] content = MailText.WithCrLf(File.ReadAllBytes(System.IO.Path.ChangeExtension(envelopeFile, ".eml")));
            (string? sender, string? mailParameters) = Split(envelope.RootElement.GetProperty("mailFrom").GetString()!);
            return [.. envelope.RootElement.GetProperty("rcptTo").EnumerateArray()
                .Select(recipient => Split(recipient.GetString()!))
                .Select(recipient => new StoredMail(sender, recipient.Path, content) { MailParameters = mailParameters,
                    RcptParameters = recipient.Parameters })];
        }
        catch (Exception early) when (early is JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>The address of a MAIL or RCPT argument, and the parameters.</summary>
    private static (string Path, string Parameters) Split(string argument)
    {
        int end = argument.IndexOf('>');
        return (argument[1..end], argument[(end + 1)..].TrimStart());
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
