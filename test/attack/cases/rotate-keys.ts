import { setTimeout as sleep } from "node:timers/promises";
import { type AttackCase, invalidToken, vended } from "../attack-case.ts";
import { tokenCase, visitPath, withToken } from "../calls.ts";
import { sendWire, type WireCall } from "../send-wire.ts";
import type { World } from "../start-world.ts";

/** A new key is fetched ten seconds after the last fetch at the latest. */
const attempts = 13;

/** A key set that its issuer changes, and then cannot be reached. */
export const rotateKeys: readonly AttackCase[] = [
  {
    name: "a key that was published a moment ago",
    call: async (world) => {
      const key = await world.remote.tokens.addKey("rotated");
      return untilTaken(world, withToken(await visitor(world, { key }), visitPath));
    },
    answer: vended,
  },
  tokenCase("the old key beside it", (world) => visitor(world), vended, visitPath),
  tokenCase(
    "a key that was not published",
    async (world) => visitor(world, { key: world.stranger.keys[0], header: { kid: "unpublished" } }),
    invalidToken,
    visitPath,
  ),
  {
    name: "a known key, while the issuer cannot be reached",
    call: async (world) => {
      world.remote.misbehaves = { resets: true };
      return withToken(await visitor(world), visitPath);
    },
    answer: vended,
  },
];

function visitor({ remote }: World, changes: Parameters<typeof remote.tokens.issueToken>[0] = {}): Promise<string> {
  return remote.tokens.issueToken({ ...changes, claims: { sub: "visitor" } });
}

async function untilTaken({ url }: World, call: WireCall): Promise<WireCall> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await sendWire(url, call)).status === 200) break;
    await sleep(1_000);
  }
  return call;
}
