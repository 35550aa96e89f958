using System.Text;

namespace Relay.Host.Tests;

/// <summary>An output that says when a text has been written to it. Safe for concurrent use.</summary>
internal sealed class LineWatcher : TextWriter
{
    private readonly Lock gate = new();
    private readonly StringBuilder written = new();
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The first line that has the text in it.</summary>
    public Task<string> WaitForAsync(string text)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
            waiting.Add((text, seen));
        Look();
        return seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public override void Write(char value) => Add(value.ToString());

    public override void Write(string? value) => Add(value ?? "");

    public override void Write(char[] buffer, int index, int count) => Add(new string(buffer, index, count));

    public override void WriteLine(string? value) => Add(value + "\n");

    public override string ToString()
    {
        lock (gate)
            return written.ToString();
    }

    private void Add(string text)
    {
        lock (gate)
            written.Append(text);
        Look();
    }

    private void Look()
    {
        lock (gate)
        {
            string[] lines = written.ToString().Split('\n');
            foreach ((string text, TaskCompletionSource<string> seen) in waiting)
                if (Array.Find(lines[..^1], line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                    seen.TrySetResult(found);
        }
    }
}
