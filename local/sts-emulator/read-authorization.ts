import type { IncomingCall } from "./incoming-call.ts";
import { StsError } from "./sts-error.ts";

/** A signature's parts (Signature Version 4), from the header or, for a presigned URL, from the query string. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly signedAt: string;
  readonly sessionToken: string | undefined;
  /** Undefined: in the header. */
  readonly presigned: { readonly expiresInSeconds: number } | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";

/** @throws StsError MissingAuthenticationToken, IncompleteSignature */
export function readAuthorization(call: IncomingCall): Authorization {
  const header = call.headers.get("authorization");
  const query = new URLSearchParams(call.queryString);
  if (header !== undefined) return readHeader(header, call);
  if (query.has("X-Amz-Signature")) return readPresigned(query);
  throw new StsError("MissingAuthenticationToken", "Request is missing Authentication Token");
}

const fieldNames = ["Credential", "SignedHeaders", "Signature"] as const;

function readHeader(header: string, call: IncomingCall): Authorization {
  const fields = header.startsWith(`${algorithm} `)
    ? readFields(header.slice(algorithm.length))
    : new Map<string, string>();
  const signedAt = call.headers.get("x-amz-date");
  const complaints = fieldNames
    .filter((name) => !fields.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (signedAt === undefined) {
    complaints.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  // Anything beside the three is the rest of a second header, joined to the first on the way.
  if (complaints.length === 0 && fields.size > fieldNames.length) complaints.push("Authorization header is malformed.");
  if (complaints.length > 0) throw new StsError("IncompleteSignature", complaints.join(" "));
  const [credential = "", signedHeaders = "", signature = ""] = fieldNames.map((name) => fields.get(name));
  return {
    ...readCredential(credential),
    signature,
    signedHeaders: signedHeaders.toLowerCase().split(";"),
    signedAt: readDate(signedAt ?? ""),
    sessionToken: call.headers.get("x-amz-security-token"),
    presigned: undefined,
  };
}

function readFields(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(",").map((field, index): [string, string] => {
      const [name = "", ...value] = field.trim().split("=");
      const isKnown = fieldNames.some((known) => known === name);
      return [isKnown && index < fieldNames.length ? name : `${index}`, value.join("=")];
    }),
  );
}

function readPresigned(query: URLSearchParams): Authorization {
  const parameter = (name: string) => {
    const value = query.get(name);
    if (value !== null && value !== "") return value;
    throw new StsError("IncompleteSignature", `AWS query-string parameters must include '${name}'.`);
  };
  const expiresInSeconds = Number(parameter("X-Amz-Expires"));
  if (parameter("X-Amz-Algorithm") !== algorithm || !(expiresInSeconds >= 1 && expiresInSeconds <= 604_800)) {
    throw new StsError("IncompleteSignature", "X-Amz-Algorithm or X-Amz-Expires has a value that is not supported.");
  }
  return {
    ...readCredential(parameter("X-Amz-Credential")),
    signature: parameter("X-Amz-Signature"),
    signedHeaders: parameter("X-Amz-SignedHeaders").toLowerCase().split(";"),
    signedAt: readDate(parameter("X-Amz-Date")),
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    presigned: { expiresInSeconds },
  };
}

function readCredential(credential: string) {
  const [accessKeyId, scopeDate, region, service, terminator, ...rest] = credential.split("/");
  if (!accessKeyId || !scopeDate || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    const message = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.";
    throw new StsError("IncompleteSignature", message);
  }
  return { accessKeyId, scopeDate, region, service };
}

function readDate(text: string): string {
  if (/^\d{8}T\d{6}Z$/.test(text)) return text;
  throw new StsError("IncompleteSignature", "Date must be in ISO-8601 'basic format'.");
}
