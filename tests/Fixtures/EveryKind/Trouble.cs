namespace EveryKind;

/// <summary>Does what the settings say that a handler does wrong.</summary>
internal sealed class Trouble(EveryKindSettings settings)
{
    /// <summary>Throws at once or later, hangs, blocks its thread or the one that cancels, or gives null; otherwise the answer.</summary>
    public ValueTask<T> Or<T>(Func<T> answer, CancellationToken cancellationToken)
        where T : class
    {
        switch (settings.Fault)
        {
            case Fault.Throw:
                throw new InvalidOperationException("a secret of the plugin");
            case Fault.ThrowLater:
                return LaterAsync<T>();
            case Fault.Hang:
                return new(new TaskCompletionSource<T>().Task);
            case Fault.ThrowWhenCancelled:
                cancellationToken.Register(() => throw new InvalidOperationException("a secret of the plugin"));
                goto case Fault.Hang;
            case Fault.BlockWhenCancelled:
                cancellationToken.Register(new ManualResetEventSlim().Wait);
                goto case Fault.Hang;
            case Fault.Block:
                new ManualResetEventSlim().Wait(CancellationToken.None);
                return default;
            case Fault.Nothing:
                return default;
            default:
                return new(answer());
        }
    }

    private static async ValueTask<T> LaterAsync<T>()
    {
        await Task.Yield();
        throw new InvalidOperationException("a secret of the plugin");
    }
}
