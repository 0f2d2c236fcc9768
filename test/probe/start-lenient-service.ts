import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from "jose";
import type { TokenIssuer } from "../support/token-issuer.ts";

/** What a service may forget to look at. */
export type Leniency =
  | "everything"
  | "signature"
  | "signature of alg none"
  | "whose the key in the header is"
  | "that no key is shared"
  | "where the token is"
  | "audience"
  | "time"
  | "grant";

const credentials = {
  AccessKeyId: "ASIALENIENT000000001",
  SecretAccessKey: "lenient",
  Token: "lenient",
  Expiration: "2099-01-01T00:00:00Z",
};

/** A service that gives credentials to the tokens of an issuer, and is broken in one way. */
export async function startLenientService(issuer: TokenIssuer, leniency: Leniency | undefined) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://service");
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8");
    const form = new URLSearchParams(body);
    const proper = request.headers.authorization?.replace("Bearer ", "") ?? form.get("WebIdentityToken") ?? undefined;
    const query = url.searchParams.get("access_token") ?? url.searchParams.get("WebIdentityToken") ?? undefined;
    const grant = (form.get("RoleArn") ?? url.pathname).split("/").at(-1);
    const token = proper ?? (leniency === "where the token is" ? query : undefined);
    const isGood =
      leniency === "everything" ||
      (token !== undefined &&
        (grant === "probe" || leniency === "grant") &&
        (await isTaken(token, issuer, leniency).catch(() => false)));
    response.writeHead(isGood ? 200 : 403).end(JSON.stringify(isGood ? credentials : { code: "InvalidToken" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function isTaken(token: string, issuer: TokenIssuer, leniency: Leniency | undefined): Promise<boolean> {
  const { aud, exp = 0 } = decodeJwt(token);
  const isForUs = aud === issuer.audience || leniency === "audience";
  const isInTime = exp > Date.now() / 1_000 || leniency === "time";
  return isForUs && isInTime && (await isSigned(token, issuer, leniency));
}

async function isSigned(token: string, issuer: TokenIssuer, leniency: Leniency | undefined): Promise<boolean> {
  const { alg, jwk } = decodeProtectedHeader(token);
  if (leniency === "signature" || (leniency === "signature of alg none" && alg === "none")) return true;
  if (leniency === "that no key is shared" && alg === "HS256") {
    const [head, payload, signature] = token.split(".");
    return createHmac("sha256", "").update(`${head}.${payload}`).digest("base64url") === signature;
  }
  const isOwn = leniency === "whose the key in the header is" && jwk !== undefined;
  await compactVerify(token, isOwn ? await importJWK(jwk as JWK, alg) : issuer.keys[0].publicKey);
  return true;
}
