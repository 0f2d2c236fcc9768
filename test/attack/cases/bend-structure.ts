import { deflateRawSync } from "node:zlib";
import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase, withToken } from "../calls.ts";
import { encode, goodParts } from "../forge-token.ts";
import type { WireReply } from "../send-wire.ts";
import type { World } from "../start-world.ts";

/** Members that a signer can only have meant in earnest, and that this service does not know. */
const members: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "an unknown critical member": { crit: ["x"], x: 1 },
  "a critical member that is not there": { crit: ["x"] },
  "exp as critical": { crit: ["exp"], exp: 1 },
  "alg as critical": { crit: ["alg"] },
  "an empty crit": { crit: [] },
  "crit as text": { crit: "exp" },
  "crit null": { crit: null },
  "crit false": { crit: false },
  "crit as object": { crit: { exp: true } },
  "an unencoded payload": { b64: false, crit: ["b64"] },
  "an unencoded payload, not critical": { b64: false },
  "b64 true": { b64: true },
  "b64 true, critical": { b64: true, crit: ["b64"] },
  "a compressed payload": { zip: "DEF" },
  "an encryption": { enc: "A256GCM" },
};

const critical: readonly AttackCase[] = Object.entries(members).map(([what, header]) =>
  tokenCase(`${what}, well signed`, ({ token }) => token({ header }), invalidToken),
);

const jweHeader = (header: object) => encode({ alg: "dir", enc: "A256GCM", ...header });

/** Far more than any check of a header takes, however slow the machine; what a decryption costs is seconds. */
const refusalLimitMs = 1_000;

const inTime = (_world: World, { tookMs }: WireReply) =>
  tookMs < refusalLimitMs ? undefined : `the refusal took ${Math.round(tookMs)} ms`;

/** Encrypted tokens are refused by their form, before anything is derived, decrypted or unpacked. */
const encrypted: readonly AttackCase[] = (
  [
    ["a JWE with a direct key", () => `${jweHeader({})}..${encode("iv")}.${encode("text")}.${encode("tag")}`],
    [
      "a JWE that makes ten million rounds",
      () =>
        `${jweHeader({ alg: "PBES2-HS512+A256KW", p2c: 10_000_000, p2s: "c2FsdA" })}.AA.AA.${encode("x".repeat(200))}.AA`,
    ],
    [
      "a JWE that unpacks to 100 MB",
      () => `${jweHeader({ zip: "DEF" })}..AA.${deflateRawSync(Buffer.alloc(5_000_000)).toString("base64url")}.AA`,
    ],
    [
      "a JWE around a plain JWT",
      ({ corp }) => {
        const { claims } = goodParts(corp);
        return `${jweHeader({ cty: "JWT" })}.AA.AA.${encode(`${encode({ alg: "none" })}.${encode(claims)}.`)}.AA`;
      },
    ],
    ["a good token with two more parts", async ({ token }) => `${await token()}.AAAA.AAAA`],
  ] satisfies [string, (world: World) => Promise<string> | string][]
).map(([name, makeToken]) => ({
  name,
  call: async (world) => withToken(await makeToken(world)),
  answer: invalidToken,
  check: inTime,
}));

const nested: readonly AttackCase[] = [
  tokenCase(
    "a token in a token",
    async ({ corp, token }) =>
      corp.signBytes('{"alg":"ES256","kid":"key-1","typ":"at+jwt","cty":"JWT"}', await token()),
    invalidToken,
  ),
  tokenCase(
    "a token in a token, as JSON text",
    async ({ corp, token }) =>
      corp.signBytes('{"alg":"ES256","kid":"key-1","typ":"at+jwt"}', JSON.stringify(await token())),
    invalidToken,
  ),
  tokenCase(
    "the flattened JSON form",
    async ({ token }) => {
      const [protectedHeader, payload, signature] = (await token()).split(".");
      return JSON.stringify({ payload, protected: protectedHeader, signature }).replaceAll(",", ".");
    },
    invalidToken,
  ),
  tokenCase("the payload left out", async ({ token }) => (await token()).replace(/\..*\./, ".."), invalidToken),
];

const cuts: Readonly<Record<string, (token: string) => string>> = {
  "one part": (token) => token.split(".")[0] ?? "",
  "two parts": (token) => token.split(".").slice(0, 2).join("."),
  "four parts": (token) => `${token}.AAAA`,
  "a dot behind": (token) => `${token}.`,
  "a dot before": (token) => `.${token}`,
  "six parts": (token) => `${token}.a.b.c`,
  "two dots only": () => "..",
  "one dot only": () => ".",
  "nine thousand dots": () => ".".repeat(9_000),
  "no header": (token) => token.replace(/^[^.]*/, ""),
  "no signature": (token) => token.replace(/[^.]*$/, ""),
  "one character": () => "x",
  "not base64url": () => "§.§.§",
  "a quoted token": (token) => `"${token}"`,
  "an escaped token": (token) => token.replaceAll(".", "%2E"),
  "the token backwards": (token) => [...token].reverse().join(""),
  "the first half": (token) => token.slice(0, token.length / 2),
  "all but the last character": (token) => token.slice(0, -1),
  "9,000 letters": () => "A".repeat(9_000),
};

const cut: readonly AttackCase[] = Object.entries(cuts).map(([what, cutToken]) =>
  tokenCase(what, async ({ token }) => cutToken(await token()), invalidToken),
);

/** Tokens of another form than three signed parts. */
export const bendStructure: readonly AttackCase[] = [...critical, ...encrypted, ...nested, ...cut];
