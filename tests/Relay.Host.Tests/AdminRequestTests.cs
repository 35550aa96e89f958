using System.Net;
using System.Net.Sockets;

namespace Relay.Host.Tests;

/// <summary>Requests at the admin endpoint as somebody writes them by hand: what is not understood whole changes nothing.</summary>
public sealed class AdminRequestTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-admin-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_change_that_is_not_understood_whole_is_refused_and_changes_nothing()
    {
        await using RunningRelay relay = await StartWithMailAsync();
        using HttpClient http = Http();

        foreach ((string request, HttpStatusCode status, string words) in ((string, HttpStatusCode, string)[])[
            ("queue/99?recipient=nobody@nowhere.example", HttpStatusCode.NotFound, "there is no such request"),
            ("queue/4?all=true", HttpStatusCode.NotFound, "there is no such request"),
            ("queue/hold,remove?all=true", HttpStatusCode.NotFound, "there is no such request"),
            ("queue/Remove?all=true", HttpStatusCode.NotFound, "there is no such request"),
            ("queue/?all=true", HttpStatusCode.NotFound, "there is no such request"),
            ("queue/remove?recipent=nobody@nowhere.example", HttpStatusCode.BadRequest,
                "'recipent' is unknown here; expected id, destination, sender, recipient, held, all, limit"),
            ("queue/remove?all=true&recipent=nobody@nowhere.example", HttpStatusCode.BadRequest, "'recipent' is unknown here"),
            ("queue/remove?all=true&reason=why", HttpStatusCode.BadRequest, "'reason' is unknown here"),
            ("queue/remove?recipient=a@one.example&recipient=b@two.example", HttpStatusCode.BadRequest, "'recipient' is there 2 times"),
            ("queue/remove", HttpStatusCode.BadRequest, "say which mail: id, destination, sender, recipient or held; or all=true"),
            ("queue/remove?all=false", HttpStatusCode.BadRequest, "say which mail"),
            ("queue/remove?limit=5", HttpStatusCode.BadRequest, "say which mail"),
            ("queue/remove?all=yes", HttpStatusCode.BadRequest, "all: found 'yes', expected true or false"),
            ("queue/remove?held=yes", HttpStatusCode.BadRequest, "held: found 'yes', expected true or false"),
            ("queue/remove?all=true&limit=99999999999", HttpStatusCode.BadRequest,
                "limit: found '99999999999', expected a number from 1 to 2147483647"),
            ("log?level=loud", HttpStatusCode.BadRequest, "level: found 'loud', expected one of trace, debug, information"),
            ("log?level=debug&categry=delivery", HttpStatusCode.BadRequest, "'categry' is unknown here; expected level, category, reset"),
            ("log?level=debug&category=deliveries", HttpStatusCode.BadRequest, "there is no category 'deliveries'; did you mean 'delivery'?"),
            ("log?reset=true&level=debug", HttpStatusCode.BadRequest, "reset is true, and nothing else beside it"),
            ("queue/bounce?all=true&limit=0", HttpStatusCode.BadRequest, "limit: found '0', expected a number"),
        ])
        {
            using HttpResponseMessage answer = await http.PostAsync(new Uri(request, UriKind.Relative), null, TestContext.Current.CancellationToken);

            answer.StatusCode.ShouldBe(status, request);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(words, customMessage: request);
        }

        (await CountAsync(relay)).ShouldBe("3\n");
    }

    [Theory]
    [InlineData("queue?recipent=a@one.example")]
    [InlineData("queue?limit=99999999999")]
    [InlineData("queue?held=")]
    [InlineData("queue?all=banana")]
    [InlineData("trace?domian=dest.example")]
    [InlineData("trace?host=192.0.2.1&host=192.0.2.2")]
    public async Task A_list_that_is_not_understood_whole_is_refused(string request)
    {
        await using RunningRelay relay = await StartWithMailAsync();
        using HttpClient http = Http();

        (await http.GetAsync(new Uri(request, UriKind.Relative),
            TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_change_concerns_what_is_selected_and_everything_only_when_that_is_said()
    {
        await using RunningRelay relay = await StartWithMailAsync();
        using HttpClient http = Http();

        (await PostAsync(http, "queue/remove?recipient=a@one.example")).ShouldContain("\"changed\":1");
        (await PostAsync(http, "queue/hold?all=true&limit=1")).ShouldContain("\"matched\":1");
        (await PostAsync(http, "queue/remove?held=true")).ShouldContain("\"matched\":1");
        (await PostAsync(http, "queue/remove?all=true")).ShouldContain("\"matched\":1");
        (await CountAsync(relay)).ShouldBe("0\n");
    }

    private async Task<RunningRelay> StartWithMailAsync()
    {
        RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await relay.AdminAsync();
        foreach (string recipient in (string[])["a@one.example", "b@two.example", "c@three.example"])
            (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", recipient)).ExitCode.ShouldBe(0);
        return relay;
    }

    private static async Task<string> PostAsync(HttpClient http, string request)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri(request, UriKind.Relative), null, TestContext.Current.CancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> CountAsync(RunningRelay relay) =>
        (await CommandRun.OfAsync(["queue", "list", "--count", .. relay.Options])).Output;

    private HttpClient Http()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(folder, "spool", "admin.sock"));
        return new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(endPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://relay/") };
    }
}
