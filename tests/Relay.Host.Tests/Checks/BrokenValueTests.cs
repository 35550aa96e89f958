namespace Relay.Host.Tests.Checks;

/// <summary>One wrong value each: told with line, column, path, what was found, what is expected, and the nearest right name.</summary>
public sealed class BrokenValueTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("\"accept\":{\"maxErrors\":\"many\"}", "87: accept.maxErrors: found \"many\", expected a whole number from 1 to 10000")]
    [InlineData("\"hostname\":5", "65: hostname: the key is given twice; first at line 1")]
    [InlineData("\"hostname\":true", "65: hostname: the key is given twice; first at line 1")]
    [InlineData("\"accept\":{\"authWithoutTls\":\"yes\"}", "92: accept.authWithoutTls: found \"yes\", expected true or false")]
    [InlineData("\"accept\":{\"maxErrors\":null}", "87: accept.maxErrors: found null, expected a whole number from 1 to 10000")]
    [InlineData("\"accept\":null", "74: accept: found null, expected an object")]
    [InlineData("\"listeners\":{\"address\":\"127.0.0.1:0\"}", "77: listeners: found an object, expected a list")]
    [InlineData("\"accept\":[]", "74: accept: found a list, expected an object")]
    [InlineData("\"accept\":{\"relayFromHosts\":[\"127.0.0.1\",\"::1\"]}",
        "92: accept.relayFromHosts: found a list, expected a host list: one text with colons between the items, as in \"127.0.0.1 : 192.0.2.0/24\"")]
    [InlineData("\"accept\":{\"relayToDomains\":[\"ours.example\"]}",
        "92: accept.relayToDomains: found a list, expected a domain list: one text with colons between the items, as in \"ours.example : " +
        "*.ours.example\"")]
    [InlineData("\"accept\":\"all\"", "74: accept: found \"all\", expected an object")]
    [InlineData("\"accept\":{\"maxErrors\":1.5}", "87: accept.maxErrors: found 1.5, expected a whole number from 1 to 10000")]
    [InlineData("\"accept\":{\"maxErrors\":99999999999999999999999}",
        "87: accept.maxErrors: found 99999999999999999999999, expected a whole number from 1 to 10000")]
    [InlineData("\"accept\":{\"maxErrors\":1e999}", "87: accept.maxErrors: found 1e999, expected a whole number from 1 to 10000")]
    [InlineData("\"accept\":{\"maxErrors\":-1}", "87: accept.maxErrors: found -1, expected a whole number from 1 to 10000")]
    [InlineData("\"accept\":{\"credentials\":\"a\\u0000b\"}", "89: accept.credentials: there is a null character (\\u0000) in it")]
    [InlineData("\"log\":{\"format\":\"\\ud800\"}", "81: log.format: there is half of a surrogate pair (\\ud800 to \\udfff) in it, which is no " +
        "character")]
    [InlineData("\"accept\":{\"\\udc00\":1}", "75: accept: there is half of a surrogate pair (\\ud800 to \\udfff) in it, which is no character")]
    [InlineData("\"listener\":[]", "65: listener: unknown key; did you mean 'listeners'?")]
    [InlineData("\"accept\":{\"relayFromHost\":\"x\"}", "75: accept.relayFromHost: unknown key; did you mean 'relayFromHosts'?")]
    [InlineData("\"listeners\":[{\"adress\":\"127.0.0.1:0\"}]", "79: listeners[0].adress: unknown key; did you mean 'address'?")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"usr\":\"x\"}}}", "97: transports.remote.auth.usr: unknown key; did you mean 'user'?")]
    [InlineData("\"Hostname\":\"x.example\"", "65: Hostname: unknown key; did you mean 'hostname'?")]
    [InlineData("\"hostname\":\"a.example\",\"hostname\":\"b.example\"", "65: hostname: the key is given twice; first at line 1")]
    [InlineData("\"accept\":{\"maxErrors\":3,\"maxErrors\":4}", "89: accept.maxErrors: the key is given twice; first at line 1")]
    [InlineData("\"listeners\":[{\"tls\":\"startls\"}]",
        "85: listeners[0].tls: found \"startls\", expected one of none, starttls, implicit; did you mean 'starttls'?")]
    [InlineData("\"log\":{\"format\":\"xml\"}", "81: log.format: found \"xml\", expected one of console, json")]
    [InlineData("\"log\":{\"format\":1}", "81: log.format: found 1, expected one of console, json")]
    [InlineData("\"delivery\":{\"maxAge\":\"5\"}", "86: delivery.maxAge: found \"5\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s " +
        "to 365d")]
    [InlineData("\"delivery\":{\"maxAge\":5}", "86: delivery.maxAge: found 5, expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s to 365d")]
    [InlineData("\"delivery\":{\"maxAge\":\"5 days\"}",
        "86: delivery.maxAge: found \"5 days\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s to 365d")]
    [InlineData("\"delivery\":{\"maxAge\":\"1000000d\"}",
        "86: delivery.maxAge: found \"1000000d\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1s to 365d")]
    [InlineData("\"delivery\":{\"maxAge\":\"-5d\"}", "86: delivery.maxAge: found \"-5d\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from " +
        "1s to 365d")]
    [InlineData("\"retry\":[{\"domains\":\"*\",\"rule\":\"F,2h;G\"}]", "96: retry[0].rule: character 1: a fixed step is F,cutoff,interval")]
    [InlineData("\"retry\":[{\"rule\":\"G,16h,1h,0.5\"}]", "82: retry[0].rule: character 10: '0.5' is not a factor (1 to 100, as in 1.5)")]
    [InlineData("\"retry\":[{\"rule\":\"F,4d,6h; F,2h,15m\"}]",
        "82: retry[0].rule: character 12: the cutoff 2h does not come after the one before, 4d")]
    [InlineData("\"retry\":[{\"rule\":\"\"}]", "82: retry[0].rule: the rule has no step; write one such as F,4d,1h")]
    [InlineData("\"transports\":{\"remote\":{\"messageRate\":\"fast\"}}",
        "103: transports.remote.messageRate: 'fast' at character 1 is not a count (1 or more); a rate is a count per time, as in 100/1m")]
    [InlineData("\"listeners\":[{\"address\":\"127.0.0.1:99999\"}]",
        "89: listeners[0].address: '127.0.0.1:99999' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25")]
    [InlineData("\"listeners\":[{\"address\":\"127.0.0.1\"}]",
        "89: listeners[0].address: '127.0.0.1' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25")]
    [InlineData("\"listeners\":[{\"address\":\"localhost:25\"}]",
        "89: listeners[0].address: 'localhost:25' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25")]
    [InlineData("\"routes\":[{\"via\":\"smart.example:0\"}]", "82: routes[0].via: '0' is not a port (1 to 65535) at character 15")]
    [InlineData("\"routes\":[{\"via\":\"[fe80::1%lo]:25\"}]", "82: routes[0].via: 'fe80::1%lo' is not an address at character 1")]
    [InlineData("\"listeners\":[{\"address\":\"127.0.0.1:3025\"}],\"routes\":[{\"via\":\"[127.0.0.1]:3025\"}]",
        "125: routes[0].via: the relay itself listens at [127.0.0.1]:3025, so the mail would come back to it")]
    [InlineData("\"listeners\":[{\"address\":\"*:3025\"}],\"routes\":[{\"via\":\"[::1]:3025, 127.0.0.1:3025\"}]",
        "117: routes[0].via: the relay itself listens at [::1]:3025,[127.0.0.1]:3025, so the mail would come back to it")]
    [InlineData("\"listeners\":[{\"address\":\"*:3025\"}],\"routes\":[{\"via\":\"[::1]:3025\"}]",
        "117: routes[0].via: the relay itself listens at [::1]:3025, so the mail would come back to it")]
    [InlineData("\"transports\":{\"remote\":{\"helo\":\"a b\"}}",
        "96: transports.remote.helo: 'a b' is neither a host name nor an address literal, as in [192.0.2.1] (RFC 5321 §4.1.1.1)")]
    [InlineData("\"routes\":[{\"via\":\"\"}]", "82: routes[0].via: a host is missing at character 1")]
    [InlineData("\"routes\":[{\"via\":\"2001:db8::1\"}]", "82: routes[0].via: an IPv6 address needs brackets, as in [2001:db8::1]:25 at character 1")]
    [InlineData("\"routes\":[{\"via\":\"mx\",\"transport\":\"remot\"}]",
        "99: routes[0].transport: there is no transport 'remot'; did you mean 'remote'?")]
    [InlineData("\"routes\":[{\"domains\":\"a b\",\"via\":\"mx\"}]",
        "86: routes[0].domains: item 1, character 1: 'a b' is not a domain; colons separate items, or another character after a leading <, as in " +
        "'<, a, b'")]
    [InlineData("\"accept\":{\"relayToDomains\":\"^.*\"}",
        "92: accept.relayToDomains: item 1, character 1: '^.*': regular expressions are not available in this version; write a domain, or * and " +
        "the end of a name")]
    [InlineData("\"accept\":{\"relayToDomains\":\"${lookup redis{x}}\"}",
        "92: accept.relayToDomains: item 1, character 1: '${lookup redis{x}}': expansions are not available in this version; write a domain, or * " +
        "and the end of a name")]
    [InlineData("\"accept\":{\"relayToDomains\":\"lsearch;/etc/domains\"}",
        "92: accept.relayToDomains: item 1, character 1: 'lsearch;/etc/domains': lookups are not available in this version; write a domain, or * " +
        "and the end of a name")]
    [InlineData("\"accept\":{\"relayFromHosts\":\"10.0.0.0/33 : 1.2.3\"}",
        "92: accept.relayFromHosts: item 1, character 1: '10.0.0.0/33' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("\"accept\":{\"relayFromHosts\":\"10.0.0.0/33 : 1.2.3\"}",
        "92: accept.relayFromHosts: item 2, character 15: '1.2.3' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("\"accept\":{\"relayFromHosts\":\"127.0.0.1 : 2001:db8::/32\"}",
        "92: accept.relayFromHosts: item 2, character 13: '2001:db8::/32' is an IPv6 address, whose colons separate items here; begin the list " +
        "with another separator, as in '<; 127.0.0.1 ; 2001:db8::/32'")]
    [InlineData("\"accept\":{\"relayFromHosts\":\"127.0.0.1, ::1\"}",
        "92: accept.relayFromHosts: item 1, character 1: '127.0.0.1, ::1' is neither an IP address nor a block as in 192.0.2.0/24 or " +
        "2001:db8::/32; colons separate items, or another character after a leading <, as in '<, a, b'")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"user\":\"a\",\"password\":{\"$secret\":\"env:NOPE_X\"}}}}",
        "130: transports.remote.auth.password.$secret: the environment variable NOPE_X is not set")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"user\":\"a\",\"password\":{\"$secret\":\"file:nope\"}}}}",
        "130: transports.remote.auth.password.$secret: the secret's file cannot be read: Could not find file 'nope'.")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"user\":\"a\",\"password\":{\"$secret\":\"vault:nope\"}}}}",
        "130: transports.remote.auth.password.$secret: expected \"env:NAME\" or \"file:NAME\"")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"password\":\"x\"}}}", "96: transports.remote.auth.user: missing; expected text")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"user\":\"x\"}}}",
        "96: transports.remote.auth.password: missing; expected text, { \"$secret\": \"env:NAME\" } or { \"$secret\": \"file:NAME\" }")]
    [InlineData("\"transports\":{\"remote\":{\"auth\":{\"user\":\"a\",\"password\":{\"secret\":\"env:X\"}}}}",
        "119: transports.remote.auth.password: expected text, { \"$secret\": \"env:NAME\" } or { \"$secret\": \"file:NAME\" }")]
    [InlineData("\"dns\":{\"servers\":[\"resolver.example:53\"]}",
        "83: dns.servers[0]: 'resolver.example:53' is not an address, with or without a port, as in 127.0.0.1:53 or [::1]:53")]
    [InlineData("\"admin\":{\"address\":\"0.0.0.0:8025\"}",
        "84: admin.address: 0.0.0.0 is not a loopback address; the endpoint gives power over the queue")]
    [InlineData(
        "\"hostnam\":\"x\",\"accept\":{\"maxErrors\":0,\"relayFromHosts\":\"1.2.3.400\"},\"listeners\":[{\"address\":\"x\",\"tls\":\"on\"}],\"retry\":[{\"rule\":\"X\"}],\"log\":{\"level\":\"loud\"}", "65: hostnam: unknown key; did you mean 'hostname'?")]
    public async Task A_wrong_value_is_told_with_its_place_and_what_would_be_right(string keys, string error)
    {
        trial.Write(keys);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain($"relay.json:1:{error}\n");
    }

    [Fact]
    public async Task Relays_that_stand_for_each_other_may_share_a_route_to_all_of_them()
    {
        trial.Write("\"listeners\":[{\"address\":\"127.0.0.1:3025\"}],\"routes\":[{\"via\":\"127.0.0.1:3025, 192.0.2.2:3025\"}]");

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldNotContain("the relay itself listens");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        trial.Write("""
            "hostnam": "x", "accept": { "maxErrors": 0, "relayFromHosts": "1.2.3.400" }, "listeners": [ { "address": "x", "tls": "on" } ],
            "retry": [ { "rule": "X" } ], "log": { "level": "loud" }
            """);
        trial.Folder.Write("plugins.json", """{ "plugns": [], "experimental": [ "smtp.binarymim" ] }""");

        CommandRun run = await trial.RunAsync("--set", "dns.attempts=0");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldEndWith("10 errors, 0 warnings\n");
    }
}
