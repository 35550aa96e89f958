using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Settings;
using Relay.Host.Logging;

namespace Relay.Host.Tests;

public sealed class LogLevelTests
{
    private static readonly LogSettings Settings = new()
    {
        Levels = new Dictionary<string, LogLevel>
        {
            ["delivery"] = LogLevel.Debug,
            ["spool"] = LogLevel.None,
            ["plugin.geo"] = LogLevel.Trace
        }
    };

    [Theory]
    [InlineData("Relay.Core.Delivery.Opening.HostAttempt", LogLevel.Debug, true)]
    [InlineData("Relay.Core.Delivery.Opening.HostAttempt", LogLevel.Trace, false)]
    [InlineData("Relay.Core.Sessions.SmtpSession", LogLevel.Debug, false)]
    [InlineData("Relay.Core.Sessions.SmtpSession", LogLevel.Information, true)]
    [InlineData("Relay.Core.Spool.LocalSpool", LogLevel.Critical, false)]
    [InlineData("plugin geo/Some.Class", LogLevel.Trace, true)]
    [InlineData("plugin geo-block/Some.Class", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    public void A_category_has_its_own_level_or_that_of_all(string logger, LogLevel level, bool isWritten)
    {
        using RelayLog log = Create(new MemoryStream());

        log.CreateLogger(logger).IsEnabled(level).ShouldBe(isWritten);
    }

    [Fact]
    public void Levels_change_while_loggers_are_in_use()
    {
        using RelayLog log = Create(new MemoryStream());
        ILogger logger = log.CreateLogger("Relay.Core.Sessions.SmtpSession");

        log.Levels.Apply(new LogSettings { Level = LogLevel.Warning, Levels = new Dictionary<string, LogLevel> { ["sessions"] = LogLevel.Debug } });

        logger.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        log.CreateLogger("Relay.Core.Delivery.SmtpSession").IsEnabled(LogLevel.Information).ShouldBeFalse();

        log.Levels.Apply(new LogSettings());
        logger.IsEnabled(LogLevel.Debug).ShouldBeFalse();
        logger.IsEnabled(LogLevel.Information).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Relay.Core.Sessions.Receiving.IncomingMessage", "sessions")]
    [InlineData("Relay.Core.Spool.Writing.WriterThread", "spool")]
    [InlineData("Relay.Settings", "settings")]
    [InlineData("Relay.Host.Admin.AdminServer", "admin")]
    [InlineData("Relay.Host.Composition.RelayHost", "relay")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "admin")]
    [InlineData("plugin acme.geo-block/Acme.Geo.Block", "plugin.acme.geo-block")]
    public void A_category_is_a_short_name_that_outlives_classes(string logger, string category)
    {
        LogCategory.Of(logger).ShouldBe(category);
        LogCategory.LoggersOf(category).ShouldContain(start => logger.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_category_that_is_none_is_an_error_of_the_settings()
    {
        CommandRun run = await CommandRun.OfAsync("check", "--set", "log.levels.sesions=debug");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("--set log.levels.sesions: there is no category 'sesions'; did you mean 'sessions'?");
    }

    private static RelayLog Create(Stream output) => LogProvider.Create(Settings, output, isTerminal: false, new FakeTimeProvider());
}
