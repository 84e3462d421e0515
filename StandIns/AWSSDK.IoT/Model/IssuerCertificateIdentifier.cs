namespace Amazon.IoT.Model;

/// <summary>A certificate that issued device certificates, by what these say of it.</summary>
public partial class IssuerCertificateIdentifier
{
    /// <summary>Its serial number.</summary>
    public string IssuerCertificateSerialNumber { get; set; }

    /// <summary>Its subject.</summary>
    public string IssuerCertificateSubject { get; set; }

    /// <summary>The identifier of its issuer.</summary>
    public string IssuerId { get; set; }
}
