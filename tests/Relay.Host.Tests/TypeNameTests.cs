using Relay.Core.Settings;
using Relay.Host.Logging;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;
using Relay.Trials.Send;

namespace Relay.Host.Tests;

/// <summary>A name stands for one thing in the engine, the command, the trials, the SDK and its testing package.</summary>
public sealed class TypeNameTests
{
    // Private words of earlier versions, which said nothing to a stranger. docs/architecture.md has the words of today.
    private static readonly HashSet<string> Old = new(StringComparer.Ordinal)
    {
        "Attempt", "ApartCall", "AttentionSweep", "CallPlace", "Courier", "HandedToken", "IAcceptedMail", "Lane", "LaneSlots", "NoticeDesk", "Pace",
            "ReportDesk",
        "Settlement", "SoundAnswer", "Standing", "SuspectGate", "Timetable", "Waiting", "Window",
    };

    private static readonly string[] OldEndings = ["Courier", "Desk", "Lane", "Parts", "Standing", "Terms"];

    private static readonly Type[] Types =
    [
        .. new[] { typeof(RelaySettings), typeof(LogCategory), typeof(SendSession), typeof(IRelayPlugin), typeof(PluginRig) }
            .SelectMany(static type => type.Assembly.GetTypes())
            .Where(static type => !type.IsNested && type.Namespace?.StartsWith("Relay.", StringComparison.Ordinal) == true
                && !type.Name.StartsWith('<')),
    ];

    [Fact]
    public void No_two_types_have_one_name()
    {
        Types.Select(static type => type.Assembly).Distinct().Count().ShouldBe(5);
        Types.GroupBy(static type => type.Name).Where(static same => same.Count() > 1).Select(static same => string.Join(" and ", same))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_place_is_one_of_a_settings_file() =>
        Types.Select(static type => type.Name).Where(static name => name.Contains("Place", StringComparison.Ordinal)).ShouldBe(["SettingsPlace"]);

    [Fact]
    public void Old_names_do_not_come_back() =>
        Types.Where(static type => Old.Contains(type.Name)
            || Array.Exists(OldEndings, ending => type.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(static type => type.FullName)
            .ShouldBeEmpty();
}
