namespace Relay.Host.Tests;

/// <summary>Settings of a relay whose mail waits: nobody answers at its next hop.</summary>
internal static class WaitingMail
{
    public const string Settings = """
        {
          "hostname": "mx.relay.example",
          "spool": { "path": "spool", "reserveOctets": 0 },
          "listeners": [ { "address": "127.0.0.1:0" } ],
          "routes": [ { "via": "127.0.0.1:9" } ],
          "delivery": { "backOffFirst": "1h", "backOffLast": "1h" }
        }
        """;
}
