using System.Globalization;

namespace Relay.EndToEnd.Tests;

/// <summary>Figures of long trials that can be set from outside.</summary>
internal static class EnvironmentNumber
{
    public static int Read(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
