namespace Relay.Trials;

internal enum TrialTls
{
    None,
    Starttls,
    Implicit,
}
