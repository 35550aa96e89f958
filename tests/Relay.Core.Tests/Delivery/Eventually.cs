using Microsoft.Extensions.Time.Testing;

namespace Relay.Core.Tests.Delivery;

/// <summary>Lets fake time pass until something has happened that other threads still work on.</summary>
internal static class Eventually
{
    public static async Task Advance(FakeTimeProvider time, TimeSpan step, Func<bool> happened)
    {
        while (!happened())
        {
            time.Advance(step);
            await Task.Yield();
        }
    }
}
