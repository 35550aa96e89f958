using System.Diagnostics.CodeAnalysis;

namespace Relay.Core.Handlers.Guarding;

/// <summary>What came of calling a handler: its answer, or a failure.</summary>
internal readonly struct Outcome<TAnswer>
{
    private readonly TAnswer? answer;

    internal Outcome(TAnswer answer) => this.answer = answer;

    internal Outcome(HandlerFailure failure) => Failure = failure;

    internal HandlerFailure? Failure { get; }

    internal bool TryGet([MaybeNullWhen(false)] out TAnswer value, [NotNullWhen(false)] out HandlerFailure? failure)
    {
        (value, failure) = (answer, Failure);
        return failure is null;
    }
}
