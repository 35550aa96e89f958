using System.Buffers;
using System.Text;
using Relay.Core.Sessions.Connections;

namespace Relay.Core.Tests.Sessions;

/// <summary>A client takes replies for those to its commands in their order (RFC 2920 §3.1): one that is sent twice tells it of mail that nobody
/// has.</summary>
public sealed class SessionChannelTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private readonly SlowConnection client = new();
    private readonly SessionDeadline deadline = new(TimeProvider.System, TimeSpan.FromHours(1));
    private readonly SessionChannel channel;

    public SessionChannelTests() => channel = new SessionChannel(client, deadline);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        deadline.Dispose();
    }

    [Fact]
    public async Task Replies_that_were_cut_off_on_their_way_are_not_sent_again()
    {
        channel.Output.Write("250 one\r\n250 two\r\n"u8);
        Task<bool> flush = channel.FlushAsync(Long).AsTask();
        deadline.Abort();
        (await flush).ShouldBeFalse();
        channel.IsGone.ShouldBeTrue();

        channel.Output.Write("421 late\r\n"u8);
        await channel.FlushFinallyAsync(CancellationToken.None);

        client.Sent.ShouldBe("250 one\r\n");
    }

    [Fact]
    public async Task Replies_that_were_not_begun_when_the_session_ended_are_its_last_words()
    {
        client.IsSlow = false;
        channel.Output.Write("250 one\r\n"u8);
        deadline.Abort();
        await Should.ThrowAsync<OperationCanceledException>(async () => await channel.FlushAsync(Long));

        channel.Output.Write("421 late\r\n"u8);
        await channel.FlushFinallyAsync(CancellationToken.None);

        client.Sent.ShouldBe("250 one\r\n421 late\r\n");
    }

    [Fact]
    public async Task A_stop_lets_replies_on_their_way_arrive()
    {
        channel.Output.Write("250 one\r\n250 two\r\n"u8);
        Task<bool> fill = channel.FillCommandAsync(Long).AsTask();
        deadline.Stop();
        client.Release();

        (await fill).ShouldBeFalse();
        channel.IsGone.ShouldBeFalse();
        client.Sent.ShouldBe("250 one\r\n250 two\r\n");
    }

    /// <summary>Takes half of what is sent, and the rest when it is released.</summary>
    private sealed class SlowConnection : IConnection
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StringBuilder sent = new();

        public bool IsSlow { get; set; } = true;

        public string Sent => sent.ToString();

        public void Release() => released.SetResult();

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("nothing to receive");

        public async ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            int first = IsSlow ? octets.Length / 2 : octets.Length;
            sent.Append(Encoding.ASCII.GetString(octets.Span[..first]));
            if (IsSlow)
                await released.Task.WaitAsync(cancellationToken);
            sent.Append(Encoding.ASCII.GetString(octets.Span[first..]));
        }

        public ValueTask FinishAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
