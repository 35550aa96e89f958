using System.Collections.Concurrent;

namespace Relay.TestKit.Peers;

/// <summary>A maildir that a peer delivers into. Files appear whole and never change, so each is read once.</summary>
internal sealed class Maildir(string folder)
{
    private readonly ConcurrentDictionary<string, StoredMail> read = new();

    public IReadOnlyList<StoredMail> Read()
    {
        string arrived = Path.Combine(folder, "new");
        return Directory.Exists(arrived)
            ? [.. Directory.GetFiles(arrived).Select(file => read.GetOrAdd(file, static name => StoredMail.OfMaildirFile(File.ReadAllBytes(name))))]
            : [];
    }
}
