using System.Globalization;
using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Handlers.Observing;

/// <summary>Ids of live notices: unique over restarts, and growing in a run.</summary>
internal static class LiveEventId
{
    private static readonly string Run = Incident.NewId();
    private static long last;

    internal static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Run}-{Interlocked.Increment(ref last)}");
}
