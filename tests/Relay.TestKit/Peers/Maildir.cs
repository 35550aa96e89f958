namespace Relay.TestKit.Peers;

/// <summary>A maildir that a peer delivers into.</summary>
internal sealed class Maildir(string folder)
{
    public IReadOnlyList<StoredMail> Read()
    {
        var arrived = new DirectoryInfo(Path.Combine(folder, "new"));
        return arrived.Exists ? [.. arrived.GetFiles().Select(file => StoredMail.OfMaildirFile(File.ReadAllBytes(file.FullName)))] : [];
    }
}
