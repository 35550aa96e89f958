namespace Relay.Trials.Sink;

/// <summary>A place in the conversation at which a fault can be asked for.</summary>
internal enum SinkStep
{
    Connect,
    Helo,
    Starttls,
    Mail,
    Rcpt,
    Data,

    /// <summary>The reply to the whole content, of DATA or BDAT.</summary>
    End,
}
