using System.Net;
using System.Net.Http.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Relay.Sdk.Events;

namespace WebHook;

internal sealed class PostDelivery(WebHookSettings settings, HttpClient client, TimeProvider time) : IObserve<RecipientDelivered>
{
    private static readonly PredicateBuilder<HttpResponseMessage> Trouble = new PredicateBuilder<HttpResponseMessage>()
        .Handle<HttpRequestException>()
        .Handle<TimeoutRejectedException>()
        .HandleResult(static response => response.StatusCode >= HttpStatusCode.InternalServerError
            || response.StatusCode == HttpStatusCode.TooManyRequests);

    // The first is the outermost: three tries, each behind the breaker, each with its own limit.
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = Trouble,
            MaxRetryAttempts = 2,
            Delay = settings.Pause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = Trouble,
            MinimumThroughput = 5,
            BreakDuration = TimeSpan.FromSeconds(30)
        })
        .AddTimeout(settings.Timeout)
        .Build();

    // Throwing means being told again later: the relay keeps the notice for as long as the service is down.
    public async ValueTask ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await pipeline.ExecuteAsync(
            static async (call, token) => await call.client.PostAsJsonAsync(call.Url, call.notice, token),
            (client, settings.Url, notice),
            cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
