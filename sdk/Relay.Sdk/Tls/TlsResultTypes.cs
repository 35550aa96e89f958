namespace Relay.Sdk.Tls;

/// <summary>The result types of RFC 8460 §4.3. Others may be used once IANA has registered them.</summary>
public static class TlsResultTypes
{
    /// <summary>The host offers no STARTTLS.</summary>
    public const string StartTlsNotSupported = "starttls-not-supported";

    /// <summary>The certificate names other hosts.</summary>
    public const string CertificateHostMismatch = "certificate-host-mismatch";

    /// <summary>The certificate has expired.</summary>
    public const string CertificateExpired = "certificate-expired";

    /// <summary>The chain does not lead to a trusted authority.</summary>
    public const string CertificateNotTrusted = "certificate-not-trusted";

    /// <summary>Any other failure.</summary>
    public const string ValidationFailure = "validation-failure";

    /// <summary>No TLSA record of the set is valid.</summary>
    public const string TlsaInvalid = "tlsa-invalid";

    /// <summary>The resolver gave no valid records.</summary>
    public const string DnssecInvalid = "dnssec-invalid";

    /// <summary>The settings require DANE, and there are no TLSA records that are secure.</summary>
    public const string DaneRequired = "dane-required";

    /// <summary>The MTA-STS policy could not be fetched.</summary>
    public const string StsPolicyFetchError = "sts-policy-fetch-error";

    /// <summary>The MTA-STS policy has errors, or does not list the host.</summary>
    public const string StsPolicyInvalid = "sts-policy-invalid";

    /// <summary>The server of the MTA-STS policy has no good certificate.</summary>
    public const string StsWebPkiInvalid = "sts-webpki-invalid";
}
