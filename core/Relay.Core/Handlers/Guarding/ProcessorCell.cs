namespace Relay.Core.Handlers.Guarding;

/// <summary>Where counters that all sessions write lie in an array: a cell for each processor, each on cache lines of its own, so that sessions do
/// not wait for each other.</summary>
internal static class ProcessorCell
{
    // 128 octets: processors fetch two lines at once.
    private const int Stride = 16;
    private static readonly int Cells = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    /// <summary>The cell of the processor that runs the caller.</summary>
    internal static int Current => ((Thread.GetCurrentProcessorId() & (Cells - 1)) + 1) * Stride;

    internal static long[] NewArray() => new long[(Cells + 1) * Stride];

    internal static long Sum(long[] cells)
    {
        long sum = 0;
        for (int i = 1; i <= Cells; i++)
            sum += Volatile.Read(ref cells[i * Stride]);
        return sum;
    }
}
