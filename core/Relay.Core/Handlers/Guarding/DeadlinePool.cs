using Microsoft.Extensions.ObjectPool;

namespace Relay.Core.Handlers.Guarding;

/// <summary>Lends deadlines.</summary>
internal sealed class DeadlinePool(TimeProvider time)
{
    private readonly DefaultObjectPool<Deadline> pool = new(new Policy(time), 256);

    internal Deadline Rent() => pool.Get();

    /// <summary>Takes a deadline back; a deadline that has fired is dropped.</summary>
    internal void Return(Deadline deadline) => pool.Return(deadline);

    private sealed class Policy(TimeProvider time) : PooledObjectPolicy<Deadline>
    {
        public override Deadline Create() => new(time);

        public override bool Return(Deadline obj) => obj.TryReset();
    }
}
