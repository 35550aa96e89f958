using System.Formats.Asn1;

namespace Relay.Core.Tls;

/// <summary>Cuts the public key out of a certificate as it stands there: writing it anew could change the octets that a hash is made of.</summary>
internal static class PublicKeyInfo
{
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The SubjectPublicKeyInfo (RFC 5280 §4.1); empty when the certificate cannot be read.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            AsnReader fields = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (fields.PeekTag().HasSameClassAndValue(Version))
                fields.ReadEncodedValue();

            // Serial number, signature, issuer, validity, subject.
            for (int i = 0; i < 5; i++)
                fields.ReadEncodedValue();
            return fields.ReadEncodedValue();
        }
        catch (AsnContentException)
        {
            return default;
        }
    }
}
