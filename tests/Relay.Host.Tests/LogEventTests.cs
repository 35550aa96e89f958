using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Composition;
using Relay.Host.Logging;

namespace Relay.Host.Tests;

/// <summary>What machines read of the log stays the same: each line has an event name of its own, and docs/log-events.md lists them all.</summary>
/// <remarks>RELAY_WRITE_LOG_EVENTS=1 writes the page anew.</remarks>
public sealed class LogEventTests
{
    private const string Head = """
        # Events of the log

        With `"log": { "format": "json" }`, the member `event` of a line is one of these, `category` its category, and each name in braces a member of the line (in lower camel case). Names and members stay the same within 1.x; the words of a message may change.
        What a line looks like: [operation.md](operation.md#the-log-for-machines).

        | event | level | category | message |
        |---|---|---|---|

        """;

    /// <summary>All messages of the log.</summary>
    internal static readonly (MethodInfo Method, LoggerMessageAttribute Line)[] Lines =
    [
        .. from assembly in (Assembly[])[typeof(RelaySettings).Assembly, typeof(LogCategory).Assembly]
           from type in assembly.GetTypes()
           from method in type.GetMethods(
               BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
           let line = method.GetCustomAttribute<LoggerMessageAttribute>()
           where line is not null
           select (method, line),
    ];

    [Fact]
    public void Every_line_has_an_event_name_of_its_own()
    {
        Lines.Length.ShouldBeGreaterThan(100);
        foreach ((MethodInfo method, LoggerMessageAttribute line) in Lines)
            (line.EventName ?? "").ShouldMatch(@"\A[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+\z", $"{method.DeclaringType}.{method.Name} needs an EventName, such as \"sessions.listening\"");
        Lines.GroupBy(line => line.Line.EventName).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Every_line_is_of_a_category_that_the_settings_know()
    {
        foreach ((MethodInfo method, _) in Lines)
            LogCategory.All.ShouldContain(LogCategory.Of(LoggerOf(method.DeclaringType!)), $"{method.DeclaringType}");
    }

    [Fact]
    public void Every_category_is_on_the_operators_page()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "operation.md"));
        foreach (string category in LogCategory.All)
            page.ShouldContain($"`{category}`");
    }

    [Fact]
    public void The_page_lists_the_events()
    {
        string file = Path.Combine(Root(), "docs", "log-events.md");
        var page = new StringBuilder(Head);
        foreach ((MethodInfo method, LoggerMessageAttribute line) in Lines.OrderBy(line => line.Line.EventName, StringComparer.Ordinal))
        {
            string level = line.Level == LogLevel.None ? "by case" : SettingsName.Value(line.Level.ToString());
            string message = line.Message.Replace("|", "\\|", StringComparison.Ordinal);
            page.Append($"| `{line.EventName}` | {level} | {LogCategory.Of(LoggerOf(method.DeclaringType!))} | {message} |\n");
        }

        if (Environment.GetEnvironmentVariable("RELAY_WRITE_LOG_EVENTS") == "1")
            File.WriteAllText(file, page.ToString());
        File.ReadAllText(file).ShouldBe(page.ToString(), "run this test with RELAY_WRITE_LOG_EVENTS=1");
    }

    // A logger has the name of its type, but the lines about the settings share one.
    private static string LoggerOf(Type type) =>
        type == typeof(SettingsLog) || type == typeof(SettingsReload) ? SettingsLog.LoggerName : type.FullName!;

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Relay.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
