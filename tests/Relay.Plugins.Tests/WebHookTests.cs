using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Relay.Sdk.Testing;
using WebHook;

namespace Relay.Plugins.Tests;

/// <summary>The sample with Polly, at a web service of this process.</summary>
public sealed class WebHookTests : IDisposable
{
    private readonly ConcurrentQueue<string> posts = [];
    private readonly HttpListener service = new();
    private readonly string url;
    private Func<int, HttpStatusCode?> answer = static _ => HttpStatusCode.OK;

    public WebHookTests()
    {
        // A listener takes no port 0: a port that is free now is taken by this test alone, but for bad luck, which is tried again.
        for (url = ""; !service.IsListening;)
        {
            using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            url = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/";
            socket.Dispose();
            service.Prefixes.Clear();
            service.Prefixes.Add(url);
            try
            {
                service.Start();
            }
            catch (HttpListenerException)
            {
                continue;
            }
        }

        _ = ServeAsync();
    }

    public void Dispose() => service.Close();

    [Fact]
    public async Task A_try_that_fails_is_made_again_at_once()
    {
        answer = static post => post == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK;
        await using PluginRig rig = await StartAsync();

        (await rig.TellAsync(SomeNotice.RecipientDelivered("1"))).TakenBy.ShouldBe(["web-hook/post-delivery"]);

        posts.Count.ShouldBe(2);
        posts.ShouldAllBe(post => EventIdOf(post) == "1");
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_not_waited_for()
    {
        answer = static _ => null;
        await using PluginRig rig = await StartAsync("50ms");

        (await rig.TellAsync(SomeNotice.RecipientDelivered("1"))).FailedIn.ShouldBe(["web-hook/post-delivery"]);
    }

    [Fact]
    public async Task A_service_that_is_down_is_left_alone_and_the_notices_are_told_again()
    {
        answer = static _ => HttpStatusCode.ServiceUnavailable;
        await using PluginRig rig = await StartAsync();
        for (int i = 0; i < 4; i++)
            (await rig.TellAsync(SomeNotice.RecipientDelivered($"{i}"))).FailedIn.ShouldBe(["web-hook/post-delivery"]);

        posts.Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_the_service_refuses_for_good_is_not_tried_three_times()
    {
        answer = static _ => HttpStatusCode.BadRequest;
        await using PluginRig rig = await StartAsync();

        (await rig.TellAsync(SomeNotice.RecipientDelivered("1"))).FailedIn.ShouldBe(["web-hook/post-delivery"]);

        posts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_page_for_plugin_authors_shows_this_handler()
    {
        string folder = Path.GetDirectoryName(ThisFile())!;
        string page = await File.ReadAllTextAsync(Path.Combine(folder, "../../docs/plugins.md"), TestContext.Current.CancellationToken);
        string code = await File.ReadAllTextAsync(Path.Combine(folder, "../../samples/WebHook/PostDelivery.cs"),
            TestContext.Current.CancellationToken);

        page.ShouldContain(code[code.IndexOf("internal sealed class", StringComparison.Ordinal)..].TrimEnd());
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // On the system's clock: the service is real, and nothing here depends on how long it takes.
    private Task<PluginRig> StartAsync(string timeout = "20s") =>
        PluginRig.StartAsync<WebHookPlugin>($$"""{ "url": "{{url}}", "timeout": "{{timeout}}", "pause": "10ms" }""", new RigOptions { Time = TimeProvider.System });

    private static string? EventIdOf(string post)
    {
        using JsonDocument json = JsonDocument.Parse(post);
        return json.RootElement.GetProperty("eventId").GetString();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await service.GetContextAsync();
                using (StreamReader reader = new(call.Request.InputStream))
                    posts.Enqueue(await reader.ReadToEndAsync());
                if (answer(posts.Count) is not { } status)
                    continue;
                call.Response.StatusCode = (int)status;
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }
}
