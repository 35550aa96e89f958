using Relay.Sdk.Events;
using Relay.Sdk.Lookups;

namespace OddShapes;

// The method of the interface is one of a generic base class that knows nothing of the interface.
internal abstract class GenericBase<T>
{
    public ValueTask ObserveAsync(T notice, CancellationToken cancellationToken) => default;
}

internal sealed class FromGenericBase : GenericBase<RecipientDelivered>, IObserve<RecipientDelivered>;

internal abstract class TwoParameters<TFirst, TSecond>
{
    public virtual ValueTask ObserveAsync(TSecond notice, CancellationToken cancellationToken) => default;

    public virtual (TFirst, TSecond[]) Both(ref TFirst first, List<Dictionary<string, TSecond>> second) => default;
}

internal abstract class Swapped<T> : TwoParameters<int[], T>, IObserve<T>
    where T : Notice;

internal sealed class FromTwoGenericBases : Swapped<RecipientDelivered>;

internal abstract class Outer<T>
    where T : Notice
{
    internal sealed class Inner : IObserve<T>
    {
        public ValueTask ObserveAsync(T notice, CancellationToken cancellationToken) => default;
    }
}

internal abstract class ExplicitBase<T> : IObserve<T>
    where T : Notice
{
    ValueTask IObserve<T>.ObserveAsync(T notice, CancellationToken cancellationToken) => default;
}

internal sealed class FromExplicitBase : ExplicitBase<RecipientDelivered>;

internal sealed class Whatever<T> : IObserve<T>
    where T : Notice
{
    public ValueTask ObserveAsync(T notice, CancellationToken cancellationToken) => default;
}

internal abstract class AbstractBase : IObserve<RecipientDelivered>
{
    public abstract ValueTask ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken);
}

internal sealed class FromAbstractBase : AbstractBase
{
    public override ValueTask ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken) => default;
}

internal sealed class FromFramework : EventArgs, IObserve<RecipientDelivered>
{
    public ValueTask ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken) => default;
}

internal class PlainBase
{
    public string Quote(string text) => text;
}

internal sealed class FromPlainBase : PlainBase, IMailLookup
{
    public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new(LookupResult.NoMatch());
}
