import { afterEach, beforeEach, expect } from "vitest";
import { createIssuerKeys, type IssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { KeyHint } from "../../../shared/model/ports.ts";
import { type IssuerServer, startIssuerServer } from "../../support/token-issuer.ts";

export const discoveryPath = "/.well-known/openid-configuration";
export const hint: KeyHint = { keyId: "key-1", algorithm: "ES256" };
export const noKey = expect.objectContaining({ name: "Refusal", code: "InvalidToken" });
export const unavailable = expect.objectContaining({
  name: "Fault",
  code: "UpstreamUnavailable",
  retryAfterSeconds: 10,
});
export const limits = {
  timeoutMs: 400,
  cooldownMs: 10_000,
  refreshAfterMs: 300_000,
  waitAfterMs: 1_800_000,
  maxAgeMs: 43_200_000,
};

/** An issuer on loopback, and the keys of it that a service holds. */
export interface IssuerKeysWorld {
  server: IssuerServer;
  nowMs: number;
  keys: IssuerKeys;
  /** With its keys at the server's address. */
  issuer: Issuer;
  /** The same, to be discovered. */
  readonly discovering: () => Issuer;
  readonly find: (asked?: KeyHint, of?: Issuer) => ReturnType<IssuerKeys["findKey"]>;
}

/** Made anew for each test of the file that calls this. */
export function eachIssuerKeysWorld(): IssuerKeysWorld {
  const world = {
    discovering: () => ({ ...world.issuer, keys: { kind: "discovery" } }),
    find: (asked = hint, of = world.issuer) => world.keys.findKey(of, asked),
  } as IssuerKeysWorld;
  beforeEach(async () => {
    world.server = await startIssuerServer();
    world.nowMs = Date.UTC(2026, 10, 2);
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits });
    const { tokens, jwksUri } = world.server;
    world.issuer = tokens.trusted({ keys: { kind: "jwksUri", uri: jwksUri } });
  });
  afterEach(() => world.server.close());
  return world;
}
