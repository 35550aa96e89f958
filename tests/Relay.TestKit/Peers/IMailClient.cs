namespace Relay.TestKit.Peers;

/// <summary>A program that hands mail to the relay.</summary>
public interface IMailClient
{
    string Name { get; }

    /// <summary>Sends one message; returns when the program says that it was taken.</summary>
    Task SubmitAsync(Submission submission);
}
