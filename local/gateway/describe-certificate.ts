import type { X509Certificate } from "node:crypto";

/**
 * A client's certificate as both payload formats have it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html
 */
export function describeCertificate(certificate: X509Certificate) {
  return {
    clientCertPem: certificate.toString(),
    subjectDN: inOneLine(certificate.subject),
    issuerDN: inOneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
}

function inOneLine(name: string): string {
  return name.split("\n").reverse().join(",");
}
