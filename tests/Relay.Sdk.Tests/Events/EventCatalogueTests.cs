using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Relay.Sdk.Events;

namespace Relay.Sdk.Tests.Events;

public sealed partial class EventCatalogueTests
{
    private const string Rewrite = "RELAY_WRITE_EVENTS";

    private static IEnumerable<Type> Exported(Type kind) =>
        kind.Assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(kind));

    [Fact]
    public void The_nineteen_events_of_Exim_are_there_under_their_names() =>
        EventCatalogue.All.Where(static one => one.IsExims).Select(static one => one.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "auth:fail", "dane:fail", "dns:fail", "msg:complete", "msg:defer", "msg:delivery", "msg:fail:delivery", "msg:fail:internal",
                "msg:host:defer", "msg:rcpt:defer",
            "msg:rcpt:host:defer", "smtp:connect", "smtp:ehlo", "smtp:fail:protocol", "smtp:fail:syntax", "tcp:close", "tcp:connect", "tls:cert",
            "tls:fail:connect",
        ]);

    [Fact]
    public void Every_moment_and_every_notice_is_one_event()
    {
        EventCatalogue.All.Select(static one => one.Moment).OfType<Type>().OrderBy(static type => type.Name)
            .ShouldBe(Exported(typeof(Moment)).OrderBy(static type => type.Name));
        EventCatalogue.All.Select(static one => one.Notice).OfType<Type>().OrderBy(static type => type.Name)
            .ShouldBe(Exported(typeof(Notice)).OrderBy(static type => type.Name));
        EventCatalogue.All.Select(static one => one.Name).ShouldBeUnique();
        EventCatalogue.All.ShouldAllBe(static one => EventCatalogue.Find(one.Name) == one);
        EventCatalogue.Find("msg:nothing").ShouldBeNull();
    }

    [Fact]
    public void What_the_catalogue_says_is_what_the_types_say()
    {
        foreach (EventDescription one in EventCatalogue.All)
        {
            (one.Refusal is not null).ShouldBe(one.Moment is not null, one.Name);
            (one.Moment is null && one.Notice is null).ShouldBeFalse(one.Name);
            one.When.ShouldNotBeNullOrWhiteSpace();
            one.Unit.ShouldNotBeNullOrWhiteSpace();
            if (one.Notice is not { } notice)
                continue;
            notice.GetField("EventName")!.GetRawConstantValue().ShouldBe(one.Name);
            one.Telling.ShouldBe(notice.IsSubclassOf(typeof(MessageNotice)) ? EventTelling.Durable : EventTelling.Live, one.Name);
            (notice.GetProperty("Data")!.GetMethod!.DeclaringType != typeof(Notice)).ShouldBe(one.Data is not null, one.Name);
        }
    }

    [Fact]
    public void Every_outbound_moment_is_told_as_a_notice_too() =>
        EventCatalogue.All.Where(static one => one.Moment?.IsSubclassOf(typeof(OutboundMoment)) == true)
            .ShouldAllBe(static one => one.Telling == EventTelling.Live);

    [Fact]
    public void Notices_that_are_kept_can_be_read_back_by_name_and_all_can_be_written()
    {
        string[] Names(Type root) =>
            [.. root.GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>()
                .Select(static type => (string)type.TypeDiscriminator!).Order(StringComparer.Ordinal)];
        Names(typeof(MessageNotice)).ShouldBe(EventCatalogue.All.Where(static one => one.Telling == EventTelling.Durable)
            .Select(static one => one.Name).Order(StringComparer.Ordinal));
        Names(typeof(Notice)).ShouldBe(EventCatalogue.All.Where(static one => one.Notice is not null).Select(static one => one.Name)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_events_page_has_the_catalogue()
    {
        string path = Path.Combine(Root(), "docs", "events.md");
        string page = File.ReadAllText(path);
        string table = Table();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(path, page = Tables().Replace(page, table));

        Tables().Match(page).Value.ShouldBe(table, $"when the change is meant, run this test once with {Rewrite}=1 and commit docs/events.md");
    }

    private static string Table()
    {
        var text = new StringBuilder("| event | of | told | happens | data | notice | decision | a refusal means " +
            "|\n|---|---|---|---|---|---|---|---|\n");
        foreach (EventDescription one in EventCatalogue.All)
        {
            string[] cells =
            [
                $"`{one.Name}`", one.Unit, one.Telling.ToString().ToLowerInvariant(), $"{one.Direction.ToString().ToLowerInvariant()}: {one.When}",
                    one.Data ?? "",
                one.Notice is null ? "" : $"`{one.Notice.Name}`", one.Moment is null ? "" : $"`{one.Moment.Name}`", one.Refusal ?? "",
            ];
            text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent;
        return folder!.FullName;
    }

    [GeneratedRegex(@"^\| event \| of \|.*?\n(?=\n)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Tables();
}
