using System.Text.Json;
using System.Text.RegularExpressions;

namespace Relay.TestKit.Peers;

/// <summary>The relay's own receiving server for trials: <c>relay sink</c>.</summary>
public sealed partial class SinkPeer : IMailStore
{
    private readonly TemporaryFolder _folder = new("sink");
    private readonly PeerProcess _process;

    private SinkPeer(IReadOnlyList<string> arguments) => _process = PeerProcess.Start(
        RelayPrograms.Relay, ["sink", "--listen", "127.0.0.1:0", "--dump", _folder.Folder("mail"), .. arguments]);

    public string Name => "sink";

    public int Port { get; private set; }

    public string Log => _process.Output;

    public IReadOnlyList<StoredMail> Mail
    {
        get
        {
            List<StoredMail> mail = [];
            // The envelope is written when the message is complete.
            foreach (var file in Directory.GetFiles(_folder["mail"], "*.json")) mail.AddRange(Read(file));
            return mail;
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

    private static IEnumerable<StoredMail> Read(string envelopeFile)
    {
        using var envelope = ReadWhole(envelopeFile);
        if (envelope is null) return [];
        var content = MailText.WithCrLf(File.ReadAllBytes(System.IO.Path.ChangeExtension(envelopeFile, ".eml")));
        var sender = Path(envelope.RootElement.GetProperty("mailFrom").GetString()!);
        return [.. envelope.RootElement.GetProperty("rcptTo").EnumerateArray()
            .Select(recipient => new StoredMail(sender, Path(recipient.GetString()!), content))];
    }

    /// <summary>The address of a MAIL or RCPT argument, without the parameters.</summary>
    private static string Path(string argument) => argument[1..argument.IndexOf('>')];

    private static JsonDocument? ReadWhole(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(file));
        }
        catch (JsonException)
        {
            // Still being written; it is seen the next time.
            return null;
        }
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
