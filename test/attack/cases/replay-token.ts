import { randomUUID } from "node:crypto";
import { type AttackCase, refused, vended } from "../attack-case.ts";
import { claimCase, posted, withToken } from "../calls.ts";
import { negateSignature } from "../forge-token.ts";
import { sendWire, type WireCall } from "../send-wire.ts";
import type { World } from "../start-world.ts";

const oncePath = "/v1/credentials/once";
const replayed = refused(401, "TokenReplayed");
const missing = refused(401, "MissingClaim");

/** What the thief sends, of a token that its owner has used. */
type MakeReplay = (world: World, token: string, jti: string) => Promise<WireCall> | WireCall;

const replays: Readonly<Record<string, MakeReplay>> = {
  "the same request": (_world, token) => withToken(token, oncePath),
  "the other s of its signature": (_world, token) => withToken(negateSignature(token), oncePath),
  "signed again": async ({ token }, _token, jti) => withToken(await token({ claims: { jti } }), oncePath),
  "signed again with another expiry": async ({ token }, _token, jti) =>
    withToken(await token({ claims: { jti, exp: Math.floor(Date.now() / 1000) + 60 } }), oncePath),
  "signed again by another key of the issuer": async ({ token, corp }, _token, jti) =>
    withToken(await token({ claims: { jti }, key: corp.keys[1] ?? corp.keys[0] }), oncePath),
  "signed again with claims in another order": async ({ corp, token }, _token, jti) => {
    const claims = JSON.parse(Buffer.from((await token()).split(".")[1] ?? "", "base64url").toString()) as object;
    const reversed = Object.fromEntries(Object.entries({ ...claims, jti }).reverse());
    return withToken(await corp.issueToken({ claims: reversed }), oncePath);
  },
  "with its jti in escapes": async ({ corp, token }, _token, jti) => {
    const [header = "", payload = ""] = (await token({ claims: { jti } })).split(".");
    const [headerText, claimsText] = [header, payload].map((part) => Buffer.from(part, "base64url").toString());
    const escaped = (claimsText ?? "").replace(jti, `\\u00${jti.charCodeAt(0).toString(16)}${jti.slice(1)}`);
    return withToken(await corp.signBytes(headerText ?? "", escaped), oncePath);
  },
  "as a bare token": (_world, token) => ({ target: oncePath, headers: [["Authorization", token]] }),
  "by another path": (_world, token) => withToken(token, "/v1/credentials/%6fnce/"),
  "in a body": (_world, token) => posted(token, '{"grant":"once"}'),
  "for another duration": (_world, token) => withToken(token, `${oncePath}?duration=900`),
  "in another format": (_world, token) => withToken(token, `${oncePath}?format=process`),
  "for another one-time grant": (_world, token) => withToken(token, "/v1/credentials/once-more"),
};

/** A copy of a token whose owner has used it, or comes at the very same time. */
export const replayToken: readonly AttackCase[] = [
  ...Object.entries(replays).map(([what, makeReplay]) => ({
    name: `a token that was used: ${what}`,
    call: async (world: World) => {
      const jti = randomUUID();
      const token = await world.token({ claims: { jti } });
      await expectGiven(world, [withToken(token, oncePath)]);
      return makeReplay(world, token, jti);
    },
    answer: replayed,
  })),
  {
    name: "ten copies at once, and then one more",
    call: async (world) => {
      const token = await world.token();
      const copies = Array.from({ length: 10 }, (_, index) => withToken(token, `${oncePath}?duration=${900 + index}`));
      await expectGiven(world, copies);
      return withToken(token, oncePath);
    },
    answer: replayed,
  },
  {
    name: "ten spellings at once, and then one more",
    call: async (world) => {
      const jti = randomUUID();
      const tokens = await Promise.all(Array.from({ length: 10 }, () => world.token({ claims: { jti } })));
      const calls = tokens.map((token) => withToken(token, oncePath));
      await expectGiven(world, calls);
      return withToken(tokens[0] ?? "", oncePath);
    },
    answer: replayed,
  },
  claimCase("a jti that is empty", { jti: "" }, missing, "once"),
  claimCase("a jti that is null", { jti: null }, missing, "once"),
  claimCase("no jti", { jti: undefined }, missing, "once"),
];

/** Tokens that are not the one that was used, however like it they are. */
export const useOnce: readonly AttackCase[] = [
  legal("a token for one use", ({ token }) => token()),
  legal("the jti of another issuer's used token", async (world) => {
    const jti = randomUUID();
    await expectGiven(world, [withToken(await world.token({ claims: { jti } }), oncePath)]);
    return world.twin.issueToken({ claims: { jti } });
  }),
  legal("a used token's jti in upper case", async (world) => {
    const jti = `a${randomUUID()}`;
    await expectGiven(world, [withToken(await world.token({ claims: { jti } }), oncePath)]);
    return world.token({ claims: { jti: jti.toUpperCase() } });
  }),
  legal("a token that was refused before, for its parameter", async (world) => {
    const token = await world.token();
    await sendWire(world.url, withToken(token, `${oncePath}?duration=1`));
    return token;
  }),
];

function legal(name: string, makeToken: (world: World) => Promise<string>): AttackCase {
  return { name, call: async (world) => withToken(await makeToken(world), oncePath), answer: vended };
}

/** @throws Error unless exactly one of the requests, all under way at once, is given credentials */
async function expectGiven({ url }: World, calls: readonly WireCall[]): Promise<void> {
  const replies = await Promise.all(calls.map((call) => sendWire(url, call)));
  const given = replies.filter(({ status }) => status === 200).length;
  if (given !== 1) throw new Error(`${given} of ${calls.length} were given credentials: ${replies[0]?.body}`);
}
