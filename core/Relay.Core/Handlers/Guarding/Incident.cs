using System.Security.Cryptography;

namespace Relay.Core.Handlers.Guarding;

/// <summary>Names failures, so that what a peer was told can be found in the log.</summary>
internal static class Incident
{
    internal static string NewId() => RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 8);
}
