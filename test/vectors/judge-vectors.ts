import { signatureAlgorithms } from "../../shared/model/issuer.ts";
import type { TokenVector } from "./token-vector.ts";
import { makesCaller, signatureHolds } from "./verify-vector.ts";

/** What the verifier made of a vector. */
export interface VectorVerdict {
  readonly vector: TokenVector;
  /**
   * `accepted`: valid, and its signature holds. `refused`: invalid, and refused. `not applicable`: valid elsewhere, refused here, on
   * purpose. `wrong`: anything else.
   */
  readonly verdict: "accepted" | "refused" | "not applicable" | "wrong";
  /** Why a vector does not apply. */
  readonly reason: string | undefined;
}

/** Why a token that is valid elsewhere must not be taken here, by its form and keys alone; undefined where it must. */
function inapplicable({ form, token, keys }: TokenVector): string | undefined {
  if (form === "jwe") return "encrypted (JWE): refused by its form, and never decrypted";
  if (form === "json") return "JSON serialization: a token is in the compact one (RFC 7519 section 1)";
  const header = readHeader(token);
  if (String(header["alg"]).startsWith("HS")) return "symmetric algorithm: only the issuer may be able to sign";
  const named = keys.flatMap(({ alg }) => (typeof alg === "string" ? [alg] : []));
  const unknown = named.find((alg) => !signatureAlgorithms.some((known) => known === alg));
  if (unknown !== undefined) return `the key names an algorithm that does not exist (${unknown}), and is ignored`;
  if (named.length > 0 && !named.includes(String(header["alg"]))) {
    return "the key names another algorithm than the token, and is used with that one only";
  }
  if (token.split(".")[1] === "") return "an empty payload: a token has claims";
  return undefined;
}

export async function judgeVectors(vectors: readonly TokenVector[]): Promise<readonly VectorVerdict[]> {
  return Promise.all(vectors.map(judge));
}

async function judge(vector: TokenVector): Promise<VectorVerdict> {
  const holds = await signatureHolds(vector);
  if (await makesCaller(vector)) return { vector, verdict: "wrong", reason: "makes a caller" };
  if (!vector.isValid) return { vector, verdict: holds ? "wrong" : "refused", reason: undefined };
  const reason = inapplicable(vector);
  if (reason === undefined) return { vector, verdict: holds ? "accepted" : "wrong", reason: undefined };
  return { vector, verdict: holds ? "wrong" : "not applicable", reason };
}

function readHeader(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
  } catch {
    return {};
  }
}
