namespace Relay.Sdk.Testing.Hosts;

/// <summary>A point of a conversation at which a <see cref="ScriptedHost"/> may misbehave.</summary>
public enum HostStep
{
    /// <summary>The connection is there; the host greets.</summary>
    Greeting,

    /// <summary>EHLO, before and after STARTTLS.</summary>
    Ehlo,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>AUTH.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO, each.</summary>
    Rcpt,

    /// <summary>DATA; its reply is the 354.</summary>
    Data,

    /// <summary>After the 354, before the content is read.</summary>
    Content,

    /// <summary>The whole content is there, with DATA or BDAT; the reply to it is due.</summary>
    EndOfData,

    /// <summary>RSET.</summary>
    Rset,

    /// <summary>QUIT.</summary>
    Quit,
}
