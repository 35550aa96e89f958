using System.Globalization;

namespace Relay.Trials.Sink;

/// <summary>A reply other than the usual one: <c>rcpt=450</c>, <c>end=421:3</c> (the first three times), <c>data=drop</c>,
/// <c>connect=hang</c>.</summary>
internal sealed class SinkFault
{
    public const int Drop = 0;
    public const int Hang = -1;

    private int left;

    private SinkFault(SinkStep step, int code, int times)
    {
        Step = step;
        Code = code;
        left = times;
    }

    public SinkStep Step { get; }

    /// <summary>The reply code, <see cref="Drop"/> or <see cref="Hang"/>.</summary>
    public int Code { get; }

    public static bool TryParse(string text, out SinkFault? fault)
    {
        fault = null;
        if (text.Split('=', 2) is not [var name, var rest] || !Enum.TryParse(name, ignoreCase: true, out SinkStep step) || !Enum.IsDefined(step))
            return false;
        string[] parts = rest.Split(':', 2);
        int times = int.MaxValue;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out times) || times == 0))
            return false;
        if (CodeOf(parts[0]) is not { } code)
            return false;
        fault = new SinkFault(step, code, times);
        return true;
    }

    /// <summary>Whether the fault happens now; counts.</summary>
    public bool Strikes(SinkStep step) => step == Step && (Volatile.Read(ref left) == int.MaxValue || Interlocked.Decrement(ref left) >= 0);

    private static int? CodeOf(string text)
    {
        if (text == "drop")
            return Drop;
        if (text == "hang")
            return Hang;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is >= 200 and <= 599 ? code : null;
    }
}
