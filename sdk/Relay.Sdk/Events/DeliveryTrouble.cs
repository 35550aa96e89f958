using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary>What kept mail from going to a host.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryTrouble>))]
public enum DeliveryTrouble
{
    /// <summary>Nothing: the mail went.</summary>
    None,

    /// <summary>The host said no: its reply.</summary>
    Reply,

    /// <summary>No process listens at the address.</summary>
    Refused,

    /// <summary>There is no way to the address.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The connection was closed or broken in the middle.</summary>
    Reset,

    /// <summary>The host does not speak SMTP as it should.</summary>
    Protocol,

    /// <summary>The host does not offer what the message needs, such as SMTPUTF8 or REQUIRETLS.</summary>
    NotOffered,

    /// <summary>Names could not be looked up, or lead nowhere.</summary>
    Dns,

    /// <summary>TLS did not come about, or was not good enough.</summary>
    Tls,

    /// <summary>A plugin or a setting left the host out.</summary>
    Policy,

    /// <summary>The relay itself: its storage, its memory, its file descriptors.</summary>
    Local,
}
