using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Opinions as the log has them.</summary>
internal static class OpinionText
{
    public static string Of(IReadOnlyList<TlsOpinion> opinions) => opinions.Count == 0 ? "no opinion" : string.Join("; ", opinions);
}
