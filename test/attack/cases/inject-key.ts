import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase } from "../calls.ts";
import { goodParts } from "../forge-token.ts";
import type { World } from "../start-world.ts";

/** Header members that offer the key, or say where it is; `url` is one that counts who calls. */
const offers: Readonly<Record<string, (world: World, url: string) => Readonly<Record<string, unknown>>>> = {
  jwk: ({ stranger }) => ({ jwk: stranger.keys[0].publicJwk }),
  "jwk with a private part": ({ stranger }) => ({ jwk: { ...stranger.keys[0].publicJwk, d: "AAAA" } }),
  "jwk as text": ({ stranger }) => ({ jwk: JSON.stringify(stranger.keys[0].publicJwk) }),
  jwks: ({ stranger }) => ({ jwks: stranger.jwks() }),
  keys: ({ stranger }) => stranger.jwks(),
  jku: (_world, url) => ({ jku: `${url}/jwks.json` }),
  "jku with the issuer in front": ({ corp }, url) => ({ jku: `${corp.issuer}@${url.slice("http://".length)}/jwks` }),
  jwks_uri: (_world, url) => ({ jwks_uri: `${url}/jwks.json` }),
  x5u: (_world, url) => ({ x5u: `${url}/chain.pem` }),
  x5c: () => ({ x5c: ["MIIBszCCAVmgAwIBAgIUE0YyJ3bLx1o0y0s4fO0="] }),
  "x5t and x5c": () => ({ x5t: "AAAA", "x5t#S256": "AAAA", x5c: ["MIIB"] }),
  epk: ({ stranger }) => ({ epk: stranger.keys[0].publicJwk }),
};

const offered: readonly AttackCase[] = Object.entries(offers).flatMap(([what, makeOffer]) =>
  [true, false].map((isNamed) =>
    tokenCase(
      `${what} in the header, ${isNamed ? "under the name of a key of the issuer" : "under a name of its own"}`,
      (world) => {
        const kid = isNamed ? "key-1" : "mine";
        const header = { kid, ...makeOffer(world, world.trap.url) };
        return world.token({ header, key: world.stranger.keys[0] });
      },
      invalidToken,
    ),
  ),
);

/** Names that a careless lookup would make something of. */
const keyIds: Readonly<Record<string, (world: World) => unknown>> = {
  "a path": () => "../../../../dev/null",
  "an absolute path": () => "/etc/passwd",
  "a path with a NUL": () => "key-1\u0000.pem",
  "a URL": ({ trap }) => `${trap.url}/key`,
  "a file URL": () => "file:///proc/self/environ",
  SQL: () => "x' UNION SELECT 'key",
  "a command": ({ trap }) => `| curl ${trap.url}`,
  "a template": () => "\u0024{jndi:ldap://127.0.0.1/x}",
  LDAP: () => "*)(kid=*",
  "the prototype's name": () => "__proto__",
  constructor: () => "constructor",
  toString: () => "toString",
  hasOwnProperty: () => "hasOwnProperty",
  "an index": () => "0",
  "another case": () => "KEY-1",
  "a space before": () => " key-1",
  "a line feed behind": () => "key-1\n",
  "percent-encoding": () => "key%2D1",
  "a full-width letter": () => "ｋey-1",
  "a part": () => "key",
  "a joined list": () => "key-1,key-2",
  "nothing in it": () => "",
  "256 characters": () => "k".repeat(256),
  "257 characters": () => "k".repeat(257),
  "a number": () => 1,
  "a list": () => ["key-1"],
  "an object": () => ({ kid: "key-1" }),
  null: () => null,
  true: () => true,
};

/** Under corp's own signature: were the name bent into corp's key, the token would be taken. */
const named: readonly AttackCase[] = Object.entries(keyIds).map(([what, makeKeyId]) =>
  tokenCase(`kid is ${what}`, (world) => world.token({ header: { kid: makeKeyId(world) } }), invalidToken),
);

const others: readonly AttackCase[] = [
  tokenCase(
    "no kid, where the issuer has two keys",
    ({ token }) => token({ header: { kid: undefined } }),
    invalidToken,
  ),
  tokenCase("kid of the issuer's other key", ({ token }) => token({ header: { kid: "key-2" } }), invalidToken),
  tokenCase(
    "kid twice in the header",
    ({ corp }) => {
      const { claims } = goodParts(corp);
      return corp.signBytes('{"alg":"ES256","typ":"at+jwt","kid":"mine","kid":"key-1"}', JSON.stringify(claims));
    },
    invalidToken,
  ),
  tokenCase(
    "a stranger's signature under the name of a key",
    ({ token, stranger }) => token({ key: stranger.keys[0], header: { kid: "key-1" } }),
    invalidToken,
  ),
];

/** Each way to have a token checked with a key that it brings along. */
export const injectKey: readonly AttackCase[] = [...offered, ...named, ...others];
