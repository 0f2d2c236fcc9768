import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { createIssuerKeys, type IssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import type { RemoteKeySource } from "../../../shared/adapters/issuer-keys-download.ts";
import { printKeySets } from "../../../shared/adapters/key-sets-document.ts";
import { createStoredKeySets } from "../../../shared/adapters/stored-key-sets.ts";
import { openSource } from "../../support/read-map.ts";
import { eachIssuerKeysWorld, type IssuerKeysWorld, limits } from "./issuer-keys-world.ts";

/** An issuer on loopback, and a document with its keys. */
export interface StoredKeySetsWorld {
  readonly direct: IssuerKeysWorld;
  path: string;
  /** Puts what is stored in place, fetched that long ago. */
  readonly store: (members?: readonly unknown[], agoMs?: number) => void;
  /** What another instance has, that has just started. */
  readonly freshInstance: (storedOnly?: readonly string[]) => IssuerKeys;
}

/** Made anew for each test of the file that calls this. */
export function eachStoredKeySetsWorld(): StoredKeySetsWorld {
  const direct = eachIssuerKeysWorld();
  let folder: string;
  const world: StoredKeySetsWorld = {
    direct,
    path: "",
    store: (members = direct.server.tokens.jwks().keys, agoMs = 0) => {
      const { issuer, keys } = direct.issuer;
      const set = { issuer, source: keys as RemoteKeySource, fetchedAtMs: direct.nowMs - agoMs, members };
      writeFileSync(world.path, printKeySets([set]));
    },
    freshInstance: (storedOnly = []) => {
      const now = () => direct.nowMs;
      const stored = createStoredKeySets({ source: openSource(`file:${world.path}`), now });
      return createIssuerKeys({ now, stored, storedOnly, ...limits, storedWaitMs: 2_000 });
    },
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vend-key-sets-"));
    world.path = join(folder, "key-sets.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return world;
}
