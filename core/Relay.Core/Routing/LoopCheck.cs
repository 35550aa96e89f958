using System.Net;

namespace Relay.Core.Routing;

/// <summary>Tells which hosts of one route would bring the mail back to this relay.</summary>
/// <remarks>
/// Among exchangers that is this relay itself, by name or address, and all that are no better than it (RFC 5321 §5.1). Of configured hosts, which
/// have no preference, only those are left out that this relay answers for: another port of this machine may well belong to a scanner.
/// </remarks>
internal sealed class LoopCheck
{
    private readonly OwnHost own;
    private readonly bool exchangers;
    private int worstAllowed = int.MaxValue;

    public LoopCheck(OwnHost own, bool exchangers, IReadOnlyList<HostName> names)
    {
        (this.own, this.exchangers) = (own, exchangers);
        foreach (HostName name in names)
        {
            if (exchangers && own.IsOwnName(name.Name))
                NoteOwn(name.Preference);
        }
    }

    /// <summary>Whether this relay is among the hosts.</summary>
    public bool FoundOwn { get; private set; }

    /// <summary>Takes note of a host whose addresses are known by now.</summary>
    public void Note(RouteHost host)
    {
        if (IsOwn(host))
            NoteOwn(host.Preference);
    }

    /// <summary>Whether a host is to be left out, whatever became of its lookup; asked when all its equals are noted.</summary>
    public bool LeavesOut(HostName name, RouteHost? host) =>
        exchangers ? (name.Preference ?? 0) > worstAllowed : host is not null && IsOwn(host);

    private void NoteOwn(int? preference)
    {
        FoundOwn = true;
        worstAllowed = Math.Min(worstAllowed, (preference ?? 0) - 1);
    }

    private bool IsOwn(RouteHost host)
    {
        foreach (IPAddress address in host.Addresses)
        {
            if (own.Listens(address, host.Port))
                return true;
        }

        return false;
    }
}
