using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>Which reports the sender asked for, per recipient (RFC 3461 §4.1).</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<DsnNotify>))]
public enum DsnNotify
{
    /// <summary>NOTIFY was not given: failures, and delays at the relay's discretion.</summary>
    Unspecified = 0,

    /// <summary>NOTIFY=NEVER; stands alone.</summary>
    Never = 1,

    /// <summary>A report when the message was delivered or left the world of DSN.</summary>
    Success = 2,

    /// <summary>A report when delivery failed for good.</summary>
    Failure = 4,

    /// <summary>A report when delivery is late.</summary>
    Delay = 8,
}
