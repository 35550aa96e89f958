namespace Relay.Host.Wire;

internal enum WireTls
{
    None,
    Starttls,
    Implicit,
}
