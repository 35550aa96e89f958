using System.Diagnostics.CodeAnalysis;

namespace Relay.Core.Handlers.Guarding;

/// <summary>What came of calling a handler: its answer, or a failure.</summary>
internal readonly struct CallResult<TAnswer>
{
    private readonly TAnswer? answer;

    internal CallResult(TAnswer answer) => this.answer = answer;

    internal CallResult(HandlerFailure failure) => Failure = failure;

    internal HandlerFailure? Failure { get; }

    internal bool TryGet([MaybeNullWhen(false)] out TAnswer value, [NotNullWhen(false)] out HandlerFailure? failure)
    {
        (value, failure) = (answer, Failure);
        return failure is null;
    }
}
