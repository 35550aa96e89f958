using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Relay.TestKit.Peers;

/// <summary>The relay's own receiving server for trials: <c>relay sink</c>.</summary>
public sealed partial class SinkPeer : IMailStore
{
    private readonly TemporaryFolder _folder = new("sink");
    private readonly PeerProcess _process;
    private readonly ConcurrentDictionary<string, IReadOnlyList<StoredMail>> _read = new();

    private SinkPeer(IReadOnlyList<string> arguments) => _process = PeerProcess.Start(
        RelayPrograms.Relay, ["sink", "--listen", "127.0.0.1:0", "--dump", _folder.Folder("mail"), .. arguments]);

    public string Name => "sink";

    public int Port { get; private set; }

    public string Log => _process.Output;

    public IReadOnlyList<StoredMail> Mail
    {
        get
        {
            foreach (var envelope in Directory.GetFiles(_folder["mail"], "*.json"))
            {
                if (!_read.ContainsKey(envelope) && TryRead(envelope) is { } mail) _read[envelope] = mail;
            }

            return [.. _read.Values.SelectMany(mail => mail)];
        }
    }

    /// <param name="arguments">More for the command line, such as <c>--tls starttls</c>.</param>
    public static async Task<SinkPeer> StartAsync(params IReadOnlyList<string> arguments)
    {
        var sink = new SinkPeer(arguments);
        try
        {
            await sink._process.WaitUntilAsync(_ => Task.FromResult(Listening().IsMatch(sink.Log)), "the sink listens");
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
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One message for all its recipients; null while it is still being written, and then it is seen the next time.</summary>
    private static List<StoredMail>? TryRead(string envelopeFile)
    {
        try
        {
            using var envelope = JsonDocument.Parse(File.ReadAllText(envelopeFile));
            var content = MailText.WithCrLf(File.ReadAllBytes(System.IO.Path.ChangeExtension(envelopeFile, ".eml")));
            var (sender, mailParameters) = Split(envelope.RootElement.GetProperty("mailFrom").GetString()!);
            return [.. envelope.RootElement.GetProperty("rcptTo").EnumerateArray()
                .Select(recipient => Split(recipient.GetString()!))
                .Select(recipient => new StoredMail(sender, recipient.Path, content) { MailParameters = mailParameters, RcptParameters = recipient.Parameters })];
        }
        catch (Exception early) when (early is JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>The address of a MAIL or RCPT argument, and the parameters.</summary>
    private static (string Path, string Parameters) Split(string argument)
    {
        var end = argument.IndexOf('>');
        return (argument[1..end], argument[(end + 1)..].TrimStart());
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
