using System.Text.Json.Serialization;

namespace Relay.Sdk.Mail;

/// <summary>How much of the message a failure report returns (RFC 3461 §4.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DsnReturn>))]
public enum DsnReturn
{
    /// <summary>RET was not given: the relay chooses.</summary>
    Unspecified,

    /// <summary>RET=FULL: the whole message, up to the relay's size limit.</summary>
    Full,

    /// <summary>RET=HDRS: the header section only.</summary>
    Headers,
}
