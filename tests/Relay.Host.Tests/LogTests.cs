using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Settings;
using Relay.Host.Logging;

namespace Relay.Host.Tests;

public sealed partial class LogTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 4, 5, 6, 789, TimeSpan.Zero);

    [Fact]
    public void A_console_line_has_time_level_part_and_message() =>
        Lines(new LogSettings(), logger => Accepted(logger, "0ABC", 3))
            .ShouldBe(["2026-11-23T04:05:06.789Z info  sessions: Accepted 0ABC for 3 recipients"]);

    [Fact]
    public void A_json_line_has_every_value_as_a_member()
    {
        string line = Lines(new LogSettings { Format = LogFormat.Json }, logger => Accepted(logger, "0ABC", 3)).ShouldHaveSingleItem();

        JsonElement json = JsonDocument.Parse(line).RootElement;
        json.EnumerateObject().Select(member => $"{member.Name}={member.Value}").ShouldBe(
        [
            "time=2026-11-23T04:05:06.789Z", "level=information", "category=sessions", "event=Accepted",
            "message=Accepted 0ABC for 3 recipients", "messageId=0ABC", "recipients=3",
        ]);
    }

    [Fact]
    public void Values_have_one_form_whatever_the_line()
    {
        string line = Lines(
            new LogSettings { Format = LogFormat.Json },
            logger =>
                Valued(logger, new DateTimeOffset(2026, 11, 30, 8, 55, 47, 125, TimeSpan.FromHours(2)), TimeSpan.FromSeconds(90), LogFormat.Console,
                    ["a@one.example", "b@two.example"])).ShouldHaveSingleItem();

        line.ShouldContain(
            "\"nextAttemptAt\":\"2026-11-30T06:55:47.125Z\",\"patience\":\"1m30s\",\"format\":\"console\",\"recipients\":[\"a@one.example\",\"b@two.example\"]");
    }

    [Theory]
    [InlineData("a\r\n2026 fatal: forged", "a??2026 fatal: forged")]
    [InlineData("\e[2J", "?[2J")]
    [InlineData("\u009b2J é Â", "??2J é Â")]
    [InlineData("a\u202eb\u2066c\u061cd\u200fe", "a???b???c??d???e")]
    [InlineData("a\u2028b\u2029c\ufeffd\u0085e", "a???b???c???d??e")]
    [InlineData("“ا” – … ｡", "“ا” – … ｡")]
    public void What_a_peer_sent_cannot_forge_lines_or_drive_the_terminal(string text, string shown) =>
        Lines(new LogSettings(), logger => Accepted(logger, text, 1)).ShouldHaveSingleItem().ShouldContain($"Accepted {shown} for");

    [Fact]
    public void What_a_peer_sent_neither_breaks_a_json_line_nor_turns_its_text_round()
    {
        const string Hostile = "a\r\n\e[2J\u009b\u202e\u2066\u061c\u200f\u2028\u2029\ufeff\u0085\u007f\"}é";

        string line = Lines(new LogSettings { Format = LogFormat.Json }, logger => Accepted(logger, Hostile, 1)).ShouldHaveSingleItem();

        JsonDocument.Parse(line).RootElement.GetProperty("messageId").GetString()
            .ShouldBe("a\r\n\e[2J\u009b???????????\u2028\u2029\ufeff\u0085\u007f\"}é");
        line.ShouldAllBe(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && c != '\u2028'
            && c != '\u2029');
        line.ShouldContain("é");
    }

    [Fact]
    public void Levels_below_the_setting_are_not_written() =>
        Lines(new LogSettings { Level = LogLevel.Warning }, logger => Accepted(logger, "0ABC", 3)).ShouldBeEmpty();

    [Fact]
    public void An_exception_is_told_in_the_line()
    {
        var fault = new IOException("disk\nfull");

        Lines(new LogSettings(), logger => Broken(logger, fault)).ShouldHaveSingleItem()
            .ShouldEndWith("error sessions: Cannot write [IOException: disk?full]");
        Lines(new LogSettings { Format = LogFormat.Json }, logger => Broken(logger, fault)).ShouldHaveSingleItem()
            .ShouldContain("\"exception\":\"System.IO.IOException: disk\\nfull\"");
    }

    [Fact]
    public void A_stuck_output_never_holds_anybody_up_and_what_is_lost_is_counted()
    {
        using var output = new StuckOutput();
        var queue = new LogQueue(output, lost => Encoding.ASCII.GetBytes($"lost {lost}\n"), capacity: 100);
        queue.Add("first\n"u8);
        output.Reached.Wait(TestContext.Current.CancellationToken);

        for (int i = 0; i < 25; i++)
            queue.Add("123456789\n"u8);
        output.Unstick();
        queue.Dispose();

        string[] lines = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(line => line == "123456789").ShouldBe(10);
        lines.ShouldContain("lost 15");
    }

    [Fact]
    public void After_a_full_disk_no_line_continues_a_torn_one_and_what_is_lost_is_counted()
    {
        using var output = new FillingOutput(room: 25);
        var queue = new LogQueue(output, lost => Encoding.ASCII.GetBytes($"lost {lost}\n"));
        queue.Add("123456789\n123456789\n123456789\n"u8);
        output.Refused.Wait(TestContext.Current.CancellationToken);

        output.Empty();
        queue.Add("after\n"u8);
        queue.Dispose();

        output.Text.Split('\n').ShouldBe(["123456789", "123456789", "12345", "after", "lost 3", ""]);
    }

    [Fact]
    public void Lines_of_many_threads_stay_whole()
    {
        string[] lines = Lines(new LogSettings(), logger => Parallel.For(0, 8, thread =>
        {
            for (int i = 0; i < 500; i++)
                Accepted(logger, $"T{thread}", i);
        }));

        lines.Length.ShouldBe(4000);
        lines.ShouldAllBe(line => line.StartsWith("2026-11-23T04:05:06.789Z info  sessions: Accepted T") && line.EndsWith(" recipients"));
    }

    private static string[] Lines(LogSettings settings, Action<ILogger> log)
    {
        var output = new MemoryStream();
        using (RelayLog factory = LogProvider.Create(settings, output, isTerminal: false, new FakeTimeProvider(Now)))
            log(factory.CreateLogger("Relay.Core.Sessions"));
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Accepted {MessageId} for {Recipients} recipients")]
    private static partial void Accepted(ILogger logger, string messageId, int recipients);

    [LoggerMessage(Level = LogLevel.Information, Message = "{NextAttemptAt} {Patience} {Format} {Recipients}")]
    private static partial void Valued(ILogger logger, DateTimeOffset nextAttemptAt, TimeSpan patience, LogFormat format,
        IReadOnlyList<string> recipients);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot write")]
    private static partial void Broken(ILogger logger, Exception exception);

    /// <summary>A disk that is full once.</summary>
    private sealed class FillingOutput(int room) : MemoryStream
    {
        private volatile int left = room;

        public ManualResetEventSlim Refused { get; } = new();

        public string Text => Encoding.ASCII.GetString(ToArray());

        public void Empty() => left = int.MaxValue;

        public override void Write(byte[] buffer, int offset, int count)
        {
            int taken = Math.Min(left, count);
            base.Write(buffer, offset, taken);
            if (taken == count)
                return;
            Refused.Set();
            throw new IOException("No space left on device");
        }

        protected override void Dispose(bool disposing)
        {
            Refused.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class StuckOutput : MemoryStream
    {
        private readonly ManualResetEventSlim free = new();

        public ManualResetEventSlim Reached { get; } = new();

        public string Text => Encoding.ASCII.GetString(ToArray());

        public void Unstick() => free.Set();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Reached.Set();
            free.Wait();
            base.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            free.Dispose();
            Reached.Dispose();
            base.Dispose(disposing);
        }
    }
}
