using System.ComponentModel.DataAnnotations;
using System.Net;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Tests.Settings;

public sealed class BinderTests
{
    [Theory]
    [InlineData("""{ "nmae": "x" }""", "s.json:1:3: nmae: unknown key; did you mean 'name'?")]
    [InlineData("""{ "Name": "x" }""", "s.json:1:3: Name: unknown key; did you mean 'name'?")]
    [InlineData("""{ "inner": { "zzzzzz": 1 } }""", "s.json:1:14: inner.zzzzzz: unknown key; known here: depth, label")]
    [InlineData("""{ "name": "x", "name": "y" }""", "s.json:1:16: name: the key is given twice; first at line 1")]
    [InlineData("""{ "name": 3 }""", "s.json:1:11: name: found 3, expected text")]
    [InlineData("""{ "name": null }""", "s.json:1:11: name: found null, expected text")]
    [InlineData("""{ "count": "3" }""", "s.json:1:12: count: found \"3\", expected a whole number from 1 to 10")]
    [InlineData("""{ "count": 2.5 }""", "s.json:1:12: count: found 2.5, expected a whole number from 1 to 10")]
    [InlineData("""{ "count": 11 }""", "s.json:1:12: count: found 11, expected a whole number from 1 to 10")]
    [InlineData("""{ "count": 99999999999 }""", "s.json:1:12: count: found 99999999999, expected a whole number from 1 to 10")]
    [InlineData("""{ "least": 1 }""", "s.json:1:12: least: found 1, expected a whole number of at least 5")]
    [InlineData("""{ "on": "yes" }""", "s.json:1:9: on: found \"yes\", expected true or false")]
    [InlineData("""{ "mode": "startls" }""", "s.json:1:11: mode: found \"startls\", expected one of none, starttls, ipv4-first; did you mean 'starttls'?")]
    [InlineData("""{ "mode": 1 }""", "s.json:1:11: mode: found 1, expected one of none, starttls, ipv4-first")]
    [InlineData("""{ "wait": "5" }""", "s.json:1:11: wait: found \"5\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s to 1d")]
    [InlineData("""{ "wait": "2d" }""", "s.json:1:11: wait: found \"2d\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s to 1d")]
    [InlineData("""{ "list": "a" }""", "s.json:1:11: list: found \"a\", expected a list")]
    [InlineData("""{ "list": [ "a", 3 ] }""", "s.json:1:18: list[1]: found 3, expected text")]
    [InlineData("""{ "inner": [] }""", "s.json:1:12: inner: found a list, expected an object")]
    [InlineData("""{ "byName": { "a": { "depth": true } } }""", "s.json:1:31: byName.a.depth: found true, expected a whole number")]
    [InlineData("""{ "address": "300.1.1.1" }""", "s.json:1:14: address: found \"300.1.1.1\", expected text that is an IPAddress")]
    [InlineData("""{ "hook": "/hooks/x" }""", "s.json:1:11: hook: found \"/hooks/x\", expected a web address, as in https://host/path")]
    [InlineData("""{ "secret": 5 }""", "s.json:1:13: secret: expected text, { \"$secret\": \"env:NAME\" } or { \"$secret\": \"file:NAME\" }")]
    [InlineData("""{ "secret": { "$secret": "env:RELAY_TEST_NOT_SET" } }""", "s.json:1:26: secret.$secret: the environment variable RELAY_TEST_NOT_SET is not set")]
    [InlineData("""[]""", "s.json:1:1: found a list, expected an object")]
    [InlineData("""{ "name": }""", "s.json:1:11: not JSON: '}' is an invalid start of a value")]
    public void A_fault_is_told_with_its_place_and_what_is_right(string json, string error) =>
        Faults<Sample>(json).ShouldBe([error]);

    [Fact]
    public void All_faults_are_told_at_once_with_their_lines()
    {
        string[] faults = Faults<Sample>("""
            {
              // the first
              "count": 0,
              "inner": {
                "depht": 1, /* the second */
                "label": []
              },
            }
            """);

        faults.ShouldBe(
        [
            "s.json:3:12: count: found 0, expected a whole number from 1 to 10",
            "s.json:5:5: inner.depht: unknown key; did you mean 'depth'?",
            "s.json:6:14: inner.label: found a list, expected text",
        ]);
    }

    [Fact]
    public void A_required_key_that_is_missing_or_empty_is_told() =>
        Faults<Demanding>("""{ "password": "" }""").ShouldBe(
        [
            "s.json:1:1: user: missing; expected text",
            "s.json:1:1: password: missing; expected text, { \"$secret\": \"env:NAME\" } or { \"$secret\": \"file:NAME\" }",
        ]);

    [Fact]
    public void A_plugin_can_check_its_options_across_keys() =>
        Faults<Ordered>("""{ "first": 5, "last": 2 }""").ShouldBe(["s.json:1:23: last: must not be less than first"]);

    [Fact]
    public void Values_of_all_kinds_are_bound_and_the_rest_keeps_its_default()
    {
        Sample sample = Bind<Sample>("""
            {
              "$schema": "relay.schema.json",
              "name": "é", "count": 7, "on": true, "mode": "ipv4-first", "wait": "1h30m", "list": [ "a", "b" ],
              "byName": { "x": { "depth": 2 } }, "address": "::1", "hook": "https://hooks.example/x", "ratio": 0.25, "maybe": null, "inner": { "depth": 9 }, "raw": { "any": [1] },
            }
            """);

        sample.ShouldSatisfyAllConditions(
            () => sample.Name.ShouldBe("é"),
            () => sample.Count.ShouldBe(7),
            () => sample.On.ShouldBeTrue(),
            () => sample.Mode.ShouldBe(SampleMode.Ipv4First),
            () => sample.Wait.ShouldBe(TimeSpan.FromMinutes(90)),
            () => sample.List.ShouldBe(["a", "b"]),
            () => sample.ByName["x"].Depth.ShouldBe(2),
            () => sample.Address.ShouldBe(IPAddress.IPv6Loopback),
            () => sample.Hook.ShouldBe(new Uri("https://hooks.example/x")),
            () => sample.Ratio.ShouldBe(0.25),
            () => sample.Maybe.ShouldBeNull(),
            () => sample.Inner.ShouldBe(new Inner { Depth = 9, Label = "of the owner" }),
            () => sample.Raw.ShouldBeOfType<SettingsObject>().Find("any")!.Value.ShouldBeOfType<SettingsArray>().Items.ShouldHaveSingleItem()
                .Describe().ShouldBe("1"),
            () => sample.Least.ShouldBe(5));
    }

    [Fact]
    public void A_sub_tree_bound_later_keeps_its_place_in_the_file()
    {
        var errors = new SettingsErrors();
        SettingsDocument document = SettingsDocument.Parse("{\n  \"raw\": { \"depth\": \"x\" }\n}", new SettingsSource("s.json", "."), errors)!;
        Sample sample = SettingsBinder.Bind<Sample>(document.Root, errors);

        SettingsBinder.Bind<Inner>(sample.Raw!, errors);

        errors.All.Select(error => error.ToString()).ShouldBe(["s.json:2:21: raw.depth: found \"x\", expected a whole number"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        LoadFault(Path.Combine(Path.GetTempPath(), "relay-no-such-file.json")).ShouldContain("relay-no-such-file.json: the file cannot be read: ");

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    public void Durations_are_read(string text, double milliseconds)
    {
        Duration.TryParse(text, out TimeSpan duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("5 s")]
    [InlineData("99999999999999999999d")]
    [InlineData("99999999d")]
    public void What_is_no_duration_is_refused(string text) => Duration.TryParse(text, out _).ShouldBeFalse();

    private static string LoadFault(string path)
    {
        var errors = new SettingsErrors();
        SettingsDocument.Load(path, errors).ShouldBeNull();
        return errors.All.ShouldHaveSingleItem().ToString();
    }

    private static string[] Faults<T>(string json)
        where T : class, new()
    {
        var errors = new SettingsErrors();
        if (SettingsDocument.Parse(json, new SettingsSource("s.json", "."), errors) is { } document)
            SettingsBinder.Bind<T>(document.Root, errors);
        errors.Any.ShouldBeTrue();
        return [.. errors.All.Select(error => error.ToString())];
    }

    private static T Bind<T>(string json)
        where T : class, new()
    {
        var errors = new SettingsErrors();
        T value = SettingsBinder.Bind<T>(SettingsDocument.Parse(json, new SettingsSource("s.json", "."), errors)!.Root, errors);
        errors.All.ShouldBeEmpty();
        return value;
    }

    public sealed record Sample
    {
        public string Name { get; init; } = "";

        [Range(1, 10)]
        public int Count { get; init; } = 1;

        [Range(5, long.MaxValue)]
        public long Least { get; init; } = 5;

        public bool On { get; init; }

        public SampleMode Mode { get; init; }

        [Duration("1s", "1d")]
        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

        public IReadOnlyList<string> List { get; init; } = [];

        public IReadOnlyDictionary<string, Inner> ByName { get; init; } = new Dictionary<string, Inner>();

        public Inner Inner { get; init; } = new() { Label = "of the owner" };

        public IPAddress? Address { get; init; }

        public Uri? Hook { get; init; }

        public double Ratio { get; init; }

        public int? Maybe { get; init; } = 3;

        public Secret? Secret { get; init; }

        public SettingsNode? Raw { get; init; }
    }

    public sealed record Inner
    {
        public int Depth { get; init; }

        public string Label { get; init; } = "";
    }

    public sealed record Demanding
    {
        [Required]
        public string User { get; init; } = "";

        [Required]
        public Secret? Password { get; init; }
    }

    public sealed record Ordered : IValidatableObject
    {
        public int First { get; init; }

        public int Last { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Last < First)
                yield return new ValidationResult("must not be less than first", [nameof(Last)]);
        }
    }

    public enum SampleMode
    {
        None,
        Starttls,
        Ipv4First,
    }
}
