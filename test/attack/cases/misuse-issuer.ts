import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase } from "../calls.ts";
import type { World } from "../start-world.ts";

/** Addresses that a service which discovers issuers by their names would call. */
const addresses: Readonly<Record<string, (world: World) => string>> = {
  "an address of the sender's": ({ trap }) => trap.url,
  "an address with a path": ({ trap }) => `${trap.url}/tenant`,
  "an address with a discovery document": ({ trap }) => `${trap.url}/.well-known/openid-configuration`,
  "an address behind the issuer's name": ({ corp, trap }) => `${corp.issuer}@${trap.url.slice("http://".length)}`,
  "an address with the issuer's name in its path": ({ corp, trap }) => `${trap.url}/${corp.issuer}`,
  "an address with the issuer's name in its query": ({ corp, trap }) => `${trap.url}/?${corp.issuer}`,
  "an address with the issuer's name in its fragment": ({ corp, trap }) => `${trap.url}/#${corp.issuer}`,
  "the instance's metadata": () => "http://169.254.169.254/latest/meta-data/iam/security-credentials",
  "the metadata over IPv6": () => "http://[fd00:ec2::254]/latest/meta-data",
  "the runtime API": () => "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
  "the service itself": ({ url }) => url,
  "the service's STS": ({ stsUrl }) => stsUrl,
  "a file": () => "file:///etc/passwd",
  gopher: () => "gopher://127.0.0.1:6379/_INFO",
  data: () => 'data:application/json,{"keys":[]}',
};

/** Tokens that only a service which asks the address could take. */
export const forgeIssuerAddress: readonly AttackCase[] = Object.entries(addresses).map(([what, makeIssuer]) =>
  tokenCase(
    `iss is ${what}`,
    (world) => world.token({ claims: { iss: makeIssuer(world) }, key: world.stranger.keys[0] }),
    invalidToken,
  ),
);

/** Names that are nearly the issuer's, which is https://corp.test. */
const nearMisses: Readonly<Record<string, unknown>> = {
  "a slash behind": "https://corp.test/",
  "two slashes behind": "https://corp.test//",
  "a path behind": "https://corp.test/tenant",
  "a question mark behind": "https://corp.test?",
  "a hash behind": "https://corp.test#",
  "a dot behind": "https://corp.test.",
  "a letter behind": "https://corp.testx",
  "a domain behind": "https://corp.test.evil.test",
  "a letter missing": "https://corp.tes",
  "a letter before": "https://xcorp.test",
  "a subdomain": "https://www.corp.test",
  "a port": "https://corp.test:443",
  "user information": "https://x@corp.test",
  http: "http://corp.test",
  "no scheme": "corp.test",
  "no scheme but slashes": "//corp.test",
  "upper case": "https://CORP.test",
  "an upper-case scheme": "HTTPS://corp.test",
  "a space before": " https://corp.test",
  "a space behind": "https://corp.test ",
  "a line feed behind": "https://corp.test\n",
  "a NUL behind": "https://corp.test\u0000",
  "a zero-width space": "https://corp\u200b.test",
  "a Cyrillic letter": "https://cоrp.test",
  "a full-width letter": "https://ｃorp.test",
  "percent-encoding": "https://corp%2Etest",
  backslashes: "https:\\\\corp.test",
  "the name in the map": "corp",
  "a pattern": "https://*.test",
  "two issuers in one text": "https://corp.test https://twin.test",
  "a list of it": ["https://corp.test"],
  "a list that begins with it": ["https://corp.test", "https://stranger.test"],
  "a list in a list": [["https://corp.test"]],
  "an object": { iss: "https://corp.test" },
  "an object like a text": { 0: "https://corp.test", length: 1 },
  "a number": 1,
  true: true,
  null: null,
  "nothing in it": "",
  "not there": undefined,
  "the prototype's name": "__proto__",
  constructor: "constructor",
};

/** Under corp's own signature: whoever takes the name for corp's takes the token. */
export const missIssuer: readonly AttackCase[] = Object.entries(nearMisses).map(([what, iss]) =>
  tokenCase(`iss is the issuer's with: ${what}`, ({ token }) => token({ claims: { iss } }), invalidToken),
);

const issuers = ["corp", "twin", "rsa", "plain", "many", "remote", "weak"] as const;

/** Each issuer's name under each other issuer's signature, with the signing key's name. */
export const crossIssuers: readonly AttackCase[] = issuers.flatMap((named) =>
  issuers
    .filter((signer) => signer !== named)
    .map((signer) =>
      tokenCase(
        `iss ${named}, signed by ${signer}`,
        (world) => {
          const [of, by] = [named, signer].map((name) => tokensOf(world, name as (typeof issuers)[number]));
          if (of === undefined || by === undefined) throw new Error("no such issuer");
          return by.issueToken({ claims: { iss: of.issuer, sub: "visitor" } });
        },
        invalidToken,
        "/v1/credentials/visit",
      ),
    ),
);

function tokensOf(world: World, name: (typeof issuers)[number]) {
  const issuer = world[name];
  return "tokens" in issuer ? issuer.tokens : issuer;
}
