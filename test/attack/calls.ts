import type { AttackCase, ExpectedAnswer } from "./attack-case.ts";
import type { Header, WireCall } from "./send-wire.ts";
import type { World } from "./start-world.ts";

export const nightlyPath = "/v1/credentials/nightly-report";
export const visitPath = "/v1/credentials/visit";

/** The usual request for credentials, with this token. */
export function withToken(token: string, target: string = nightlyPath, headers: readonly Header[] = []): WireCall {
  return { target, headers: [["Authorization", `Bearer ${token}`], ...headers] };
}

/** The usual request for credentials, and a hostile token. */
export function tokenCase(
  name: string,
  makeToken: (world: World) => Promise<string> | string,
  answer: ExpectedAnswer,
  target: string = nightlyPath,
): AttackCase {
  return { name, call: async (world) => withToken(await makeToken(world), target), answer };
}

/** A good token of corp's with these claims, for a grant of this name. */
export function claimCase(
  name: string,
  claims: Readonly<Record<string, unknown>>,
  answer: ExpectedAnswer,
  grant = "nightly-report",
): AttackCase {
  return tokenCase(name, (world) => world.token({ claims }), answer, `/v1/credentials/${grant}`);
}

/** A good token of corp's, and a hostile request around it. */
export function requestCase(
  name: string,
  answer: ExpectedAnswer,
  makeCall: (token: string, world: World) => WireCall,
): AttackCase {
  return { name, call: async (world) => makeCall(await world.token(), world), answer };
}

/** The body of a `POST /v1/credentials`. */
export function posted(token: string, body: string | Uint8Array, contentType = "application/json"): WireCall {
  return {
    method: "POST",
    target: "/v1/credentials",
    headers: [
      ["Authorization", `Bearer ${token}`],
      ["Content-Type", contentType],
    ],
    body,
  };
}
