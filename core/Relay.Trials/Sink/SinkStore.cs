using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relay.Trials.Sink;

/// <summary>Keeps messages where a user can look at them: a folder, where numbers go on behind those that are there, or a text output.</summary>
internal sealed class SinkStore
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SinkOptions options;
    private readonly Lock printing = new();
    private int number;

    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public SinkStore(SinkOptions options)
    {
        this.options = options;
        if (options.DumpFolder is not { } folder)
            return;
        foreach (string file in Directory.CreateDirectory(folder).EnumerateFiles().Select(static file => file.Name.Split('.')[0]))
            if (int.TryParse(file, NumberStyles.None, CultureInfo.InvariantCulture, out int taken))
                number = Math.Max(number, taken);
    }

    public bool Keeps => options.DumpFolder is not null || options.Print is not null;

    /// <summary>Where the content of the next message goes; null when it is not kept.</summary>
    public Stream? Begin()
    {
        if (options.DumpFolder is { } folder)
            return new FileStream(Path.Combine(folder, $"{Interlocked.Increment(ref number):D8}.eml"), FileMode.CreateNew);
        return options.Print is null ? null : new MemoryStream();
    }

    /// <summary>A message has arrived whole: its envelope is put beside it.</summary>
    public async ValueTask CompleteAsync(Stream? kept, SinkEnvelope envelope, string client, CancellationToken cancellationToken)
    {
        if (kept is null)
            return;
        Print(kept, envelope);
        await kept.DisposeAsync();
        if (kept is not FileStream content)
            return;

        // The envelope comes last and at once, so that a program that sees it finds both files whole.
        var facts = new { client, mailFrom = envelope.Sender, rcptTo = envelope.Recipients };
        string path = Path.ChangeExtension(content.Name, ".json");
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(facts, Readable), cancellationToken);
        File.Move(path + ".new", path);
    }

    /// <summary>A message did not arrive whole.</summary>
    public static async ValueTask AbandonAsync(Stream? kept)
    {
        if (kept is null)
            return;
        await kept.DisposeAsync();
        if (kept is FileStream file)
            File.Delete(file.Name);
    }

    private void Print(Stream kept, SinkEnvelope envelope)
    {
        if (options.Print is not { } output)
            return;
        kept.Position = 0;
        using var reader = new StreamReader(kept, Encoding.UTF8, leaveOpen: true);
        string text = reader.ReadToEnd().ReplaceLineEndings("\n");
        lock (printing)
        {
            output.WriteLine($"MAIL FROM:{envelope.Sender}");
            foreach (string recipient in envelope.Recipients)
                output.WriteLine($"RCPT TO:{recipient}");
            output.WriteLine();
            output.WriteLine(text);
            output.Flush();
        }
    }
}
