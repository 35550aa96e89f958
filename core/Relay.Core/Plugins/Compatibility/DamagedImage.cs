namespace Relay.Core.Plugins.Compatibility;

/// <summary>Tells damage to a file from other faults: the metadata reader answers damage with exceptions of several kinds.</summary>
internal static class DamagedImage
{
    internal static bool Explains(Exception exception) =>
        exception is BadImageFormatException or OverflowException or ArgumentException or InvalidOperationException or InvalidCastException
            or IndexOutOfRangeException or NullReferenceException;
}
