namespace Relay.TestKit.Peers;

/// <summary>A mail server that takes everything and keeps it.</summary>
public interface IMailStore : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>What it said, for the message of a failed test.</summary>
    string Log { get; }

    /// <summary>All mail so far.</summary>
    IReadOnlyList<StoredMail> Mail { get; }
}
