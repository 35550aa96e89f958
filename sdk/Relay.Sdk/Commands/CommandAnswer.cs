using System.Text.Json.Nodes;

namespace Relay.Sdk.Commands;

/// <summary>What came of a command: a result, a mistake of its caller, or a failure.</summary>
public abstract record CommandAnswer
{
    private CommandAnswer()
    {
    }

    /// <summary>The command has done its work.</summary>
    /// <param name="json">What the caller sees; null for nothing.</param>
    public static CommandAnswer Done(JsonNode? json = null) => new Result(json);

    /// <summary>The arguments are wrong, and nothing was done.</summary>
    /// <param name="reason">What is wrong with them, for the caller.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static CommandAnswer BadUsage(string reason) => new Misuse(Checked(reason));

    /// <summary>The command could not do its work.</summary>
    /// <param name="reason">Why, for the caller.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static CommandAnswer Failed(string reason) => new Failure(Checked(reason));

    private static string Checked(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return reason;
    }

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>Exit code 0; HTTP 200 with the JSON.</summary>
    public sealed record Result : CommandAnswer
    {
        internal Result(JsonNode? json) => Json = json;

        /// <summary>What the caller sees; null for nothing.</summary>
        public JsonNode? Json { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Exit code 2; HTTP 400.</summary>
    public sealed record Misuse : CommandAnswer
    {
        internal Misuse(string reason) => Reason = reason;

        /// <summary>What is wrong with the arguments.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Exit code 1; HTTP 502.</summary>
    public sealed record Failure : CommandAnswer
    {
        internal Failure(string reason) => Reason = reason;

        /// <summary>Why the command could not do its work.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
