using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Relay.Core.Tracing;
using Relay.Host.Logging;
using Relay.Host.Plugins;
using Relay.Host.Queue;
using Relay.Host.Tracing;
using Relay.Sdk.Commands;
using Relay.Sdk.Spool;
using TraceFilter = Relay.Core.Tracing.TraceFilter;

namespace Relay.Host.Admin;

/// <summary>Answers the admin endpoint's requests: <c>GET /status</c>, <c>/queue</c>, <c>/plugins</c>, <c>/log</c>, <c>/trace</c>, <c>POST
/// /queue/CHANGE</c>, <c>/log</c>, <c>/plugins/ID/COMMAND</c>.</summary>
/// <param name="surface">What is shown and changed.</param>
/// <param name="token">What connections over the network have to show as a bearer token; the socket is guarded by its file.</param>
internal sealed class AdminApplication(AdminSurface surface, string token) : IHttpApplication<HttpContext>
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private readonly byte[] authorization = Encoding.ASCII.GetBytes("Bearer " + token);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing is held for a request.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            if (IsAllowed(context))
                await AnswerAsync(context);
            else
                await RefuseAsync(context, StatusCodes.Status401Unauthorized,
                    "the bearer token is missing or wrong; it is in admin.token in the spool folder");
        }
        catch (IOException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (FormatException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private bool IsAllowed(HttpContext context)
    {
        if (context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress is null)
            return true;
        byte[] shown = Encoding.ASCII.GetBytes(context.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(shown, authorization);
    }

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        return path switch
        {
            "/status" when isGet => StatusAsync(context),
            "/plugins" when isGet => WriteAsync(context, PluginsView.Of(surface.Plugins)),
            "/queue" when isGet => ListAsync(context),
            "/trace" when isGet => TraceAsync(context),
            "/log" when surface.Levels is { } levels && (isGet || HttpMethods.IsPost(context.Request.Method)) => LogAsync(context, levels, isGet),
            _ when path.StartsWith("/plugins/", StringComparison.Ordinal) && HttpMethods.IsPost(context.Request.Method)
                && path[9..].Split('/') is [var plugin, var command] => CallAsync(context, plugin, command),
            _ when path.StartsWith("/queue/", StringComparison.Ordinal) && HttpMethods.IsPost(context.Request.Method)
                && QueueChanges.TryParse(path[7..], out QueueChange change) => ChangeAsync(context, change),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such request"),
        };
    }

    private async Task StatusAsync(HttpContext context) => await WriteAsync(context, await surface.Status(context.RequestAborted));

    // One object a line, so that a long queue is never held whole on either side.
    private async Task ListAsync(HttpContext context)
    {
        context.Response.ContentType = "application/jsonl";
        await foreach (QueueEntry entry in surface.Spool.Queue.ListAsync(QueueQuery.Read(context.Request.Query), context.RequestAborted))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, QueueView.Of(entry) with { Waits = surface.WaitReason(entry) },
                AdminJson.Options, context.RequestAborted);
            await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
        }
    }

    private async Task ChangeAsync(HttpContext context, QueueChange change)
    {
        (QueueFilter filter, string reason) = QueueQuery.ReadChange(context.Request.Query, change);
        await WriteAsync(context, await surface.Queue.ApplyAsync(change, filter, reason, context.RequestAborted));
    }

    // Until the caller has seen enough; each line at once.
    private async Task TraceAsync(HttpContext context)
    {
        TraceFilter filter = TraceQuery.Read(context.Request.Query);
        context.Response.ContentType = "application/jsonl";
        using TraceSubscription trace = surface.Trace.Follow(filter);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (TraceLine line in trace.Lines.ReadAllAsync(context.RequestAborted))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, TraceLineView.Of(line), AdminJson.Options, context.RequestAborted);
            await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static Task LogAsync(HttpContext context, LogLevels levels, bool isGet)
    {
        if (!isGet)
            LogQuery.Read(context.Request.Query).ApplyTo(levels);
        return WriteAsync(context, LogLevelsView.Of(levels));
    }

    private async Task CallAsync(HttpContext context, string plugin, string command)
    {
        string[] arguments = CommandArguments.Read(context.Request.Query);
        await (await surface.Plugins.CallAsync(plugin, command, arguments, context.RequestAborted) switch
        {
            null => RefuseAsync(context, StatusCodes.Status404NotFound, $"no running plugin '{plugin}' has a command '{command}'"),
            CommandAnswer.Misuse misuse => RefuseAsync(context, StatusCodes.Status400BadRequest, misuse.Reason),
            CommandAnswer.Failure failure => RefuseAsync(context, StatusCodes.Status502BadGateway, failure.Reason),
            CommandAnswer.Result result => WriteAsync(context, result.Json ?? new JsonObject()),
            var other => throw new UnreachableException(other.GetType().Name),
        });
    }

    private static Task WriteAsync(HttpContext context, object value)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, value.GetType(), AdminJson.Options, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new { error = message });
    }
}
