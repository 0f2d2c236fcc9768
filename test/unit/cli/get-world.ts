import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  container,
  type ScriptedService,
  type Step,
  scriptedService,
  spell,
} from "../clients/node/scripted-service.ts";
import { runVend, type VendRun } from "./run-vend.ts";

/** A caller with a home of its own, and a service. */
export interface GetWorld {
  readonly service: ScriptedService;
  readonly env: Readonly<Record<string, string>>;
  /** The folder of kept credentials; `vend` makes it. */
  readonly folder: string;
  /** The files in it. */
  readonly files: () => readonly string[];
  /** Runs `vend` with a clock that is ahead by so much. */
  readonly vend: (args: readonly string[], aheadMs?: number) => Promise<VendRun>;
  readonly setToken: (claims: Readonly<Record<string, unknown>>) => void;
}

/** An unsigned token: nobody here verifies it. */
function tokenOf(claims: Readonly<Record<string, unknown>>): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "ES256" })}.${encode(claims)}.c2ln`;
}

/** @param steps what the service does; without: each answer has a key of its own and lives an hour */
export async function getWorld(steps: readonly [Step, ...Step[]] = [numbered()]): Promise<GetWorld> {
  const service = await scriptedService(steps);
  const home = mkdtempSync(join(tmpdir(), "vend-get-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, ".cache", "vend");
  const tokenFile = join(home, "token");
  const setToken = (claims: Readonly<Record<string, unknown>>) => writeFileSync(tokenFile, tokenOf(claims));
  setToken({ iss: "https://idp.example", sub: "job", jti: "1" });
  const env = { HOME: home, VEND_URL: service.url, VEND_GRANT: "nightly", VEND_TOKEN_FILE: tokenFile };
  return {
    service,
    env,
    folder,
    files: () => readdirSync(folder),
    vend: (args, aheadMs = 0) => runVend(args, { env, now: () => Date.now() + aheadMs }),
    setToken,
  };
}

/** Credentials `key-1`, `key-2` and so on. */
export function numbered(lifeMs = 3_600_000): Step {
  let number = 0;
  return (response) => {
    number += 1;
    const body = container({ AccessKeyId: `key-${number}`, Expiration: spell(Date.now() + lifeMs) });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
}
