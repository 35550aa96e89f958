using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Why a finding is not Verified, in a line.</summary>
internal static class FindingText
{
    public static string? Objection(TlsFinding? finding) => finding switch
    {
        null or TlsFinding.Verified => null,
        TlsFinding.Failed failed => $"{failed.Reason} ({failed.ResultType})",
        TlsFinding.Indeterminate indeterminate => indeterminate.Reason,
        _ => "no finding",
    };
}
