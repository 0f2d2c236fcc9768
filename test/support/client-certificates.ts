// What @peculiar/x509 is made with needs it.
import "reflect-metadata";
import { createHash, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/** A certificate with its key, in PEM, and its RFC 8705 thumbprint. */
interface TestCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  /** `cnf.x5t#S256`. */
  readonly thumbprint: string;
}

export interface TestAuthority extends TestCertificate {
  /** For a client, or for a server at these addresses and names; `isForClients` says that it is for no server. */
  readonly issue: (commonName: string, hosts?: readonly string[], isForClients?: boolean) => Promise<TestCertificate>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;

/** A certificate authority that lives as long as a test. */
export async function createAuthority(commonName = "Test CA"): Promise<TestAuthority> {
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${commonName}`,
      keys,
      signingAlgorithm: algorithm,
      ...validity(),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as Crypto),
      ],
    },
    webcrypto as Crypto,
  );
  return {
    ...(await write(root, keys.privateKey)),
    issue: async (name, hosts = [], isForClients = false) => {
      const { publicKey, privateKey } = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create(
        {
          subject: `CN=${name}`,
          issuer: root.subject,
          publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: algorithm,
          ...validity(),
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as Crypto),
            new x509.SubjectAlternativeNameExtension(
              hosts.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value })),
            ),
            ...(isForClients ? [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])] : []),
          ],
        },
        webcrypto as Crypto,
      );
      return write(certificate, privateKey);
    },
  };
}

function validity() {
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) };
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
}

async function write(certificate: x509.X509Certificate, privateKey: CryptoKey): Promise<TestCertificate> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", privateKey as webcrypto.CryptoKey));
  return {
    certificate: certificate.toString("pem"),
    privateKey: `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`,
    thumbprint: createHash("sha256").update(Buffer.from(certificate.rawData)).digest("base64url"),
  };
}
