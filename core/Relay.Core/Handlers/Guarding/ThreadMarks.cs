namespace Relay.Core.Handlers.Guarding;

/// <summary>The marks of all threads that have called handlers.</summary>
internal static class ThreadMarks
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<ThreadMark>> All = [];

    internal static void Add(ThreadMark mark)
    {
        lock (Gate)
            All.Add(new WeakReference<ThreadMark>(mark));
    }

    /// <summary>The marks of all threads that have not ended.</summary>
    internal static List<ThreadMark> List()
    {
        List<ThreadMark> living = [];
        lock (Gate)
        {
            // Only its thread holds a mark.
            All.RemoveAll(reference => !reference.TryGetTarget(out _));
            foreach (WeakReference<ThreadMark> reference in All)
            {
                if (reference.TryGetTarget(out ThreadMark? mark))
                    living.Add(mark);
            }
        }

        return living;
    }
}
