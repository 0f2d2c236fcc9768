import { createHash, timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { signedAtMs } from "./check-signing-time.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { Authorization } from "./read-authorization.ts";
import { StsError } from "./sts-error.ts";

const doesNotMatch =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/**
 * Signs the request again, with the SDK's own signer and the headers that the caller says it signed, and compares.
 * @throws StsError SignatureDoesNotMatch
 */
export async function verifySignature(
  call: IncomingCall,
  authorization: Authorization,
  secretAccessKey: string,
): Promise<void> {
  checkSignedHeaders(call, authorization);
  checkPayloadHash(call);
  const expected = Buffer.from(await sign(call, authorization, secretAccessKey));
  const given = Buffer.from(authorization.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new StsError("SignatureDoesNotMatch", doesNotMatch);
  }
}

/** What is not signed can be changed on the way: host, time and session token must be. */
function checkSignedHeaders(call: IncomingCall, { signedHeaders, presigned }: Authorization): void {
  const wanted = presigned === undefined ? ["host", "x-amz-date", "x-amz-security-token"] : ["host"];
  const missing = wanted.find((name) => call.headers.has(name) && !signedHeaders.includes(name));
  if (missing === undefined) return;
  const message =
    missing === "host"
      ? "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
      : `'${missing}' must be a 'SignedHeader' in the AWS Authorization.`;
  throw new StsError("SignatureDoesNotMatch", message);
}

/** The signer takes this header's word for the body's hash, so that its word must be true. */
function checkPayloadHash(call: IncomingCall): void {
  const claimed = call.headers.get("x-amz-content-sha256");
  if (claimed === undefined || claimed === createHash("sha256").update(call.body).digest("hex")) return;
  throw new StsError("SignatureDoesNotMatch", doesNotMatch);
}

async function sign(call: IncomingCall, authorization: Authorization, secretAccessKey: string): Promise<string> {
  const { accessKeyId, region, signedAt, presigned, signedHeaders, sessionToken } = authorization;
  const signer = new SignatureV4({
    service: "sts",
    region,
    // A token in a header is among the signed headers already; one in a presigned URL is for the signer to put there.
    credentials: { accessKeyId, secretAccessKey, ...(presigned && sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  });
  const names = new Set(signedHeaders);
  const request = {
    method: call.method,
    protocol: "https:",
    hostname: "localhost",
    path: call.path,
    query: unsignedQuery(call.queryString),
    headers: Object.fromEntries(signedHeaders.map((name) => [name, call.headers.get(name) ?? ""])),
    ...(call.body !== "" && { body: call.body }),
  };
  const options = { signingDate: new Date(signedAtMs(signedAt)), signableHeaders: names };
  if (presigned === undefined) {
    const signed = await signer.sign(request, options);
    return /Signature=([0-9a-f]+)$/.exec(signed.headers["authorization"] ?? "")?.[1] ?? "";
  }
  const { expiresInSeconds: expiresIn } = presigned;
  const signed = await signer.presign(request, { ...options, expiresIn, unhoistableHeaders: names });
  return String(signed.query?.["X-Amz-Signature"]);
}

/** The query string without what signing adds to it. */
function unsignedQuery(queryString: string): Record<string, string | string[]> {
  const query = Object.create(null) as Record<string, string | string[]>;
  const added = /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Security-Token|Signature)$/;
  const parameters = new URLSearchParams(queryString);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    if (!added.test(name)) query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}
