import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { createAuthority, type TestAuthority } from "../support/client-certificates.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { warmStack } from "../support/warm-stack.ts";
import type { Client } from "./client.ts";
import { playScenario } from "./play-scenario.ts";
import { scenarios } from "./scenarios.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Plays all scenarios with a client, over a stack of its own. */
export function describeClient(client: Client): void {
  const { language, driver, refreshes, isRequired } = client;
  const [command, ...args] = client.versions;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8", timeout: 120_000 });
  const isSkipped = status !== 0 && !(isRequired && process.env["CONFORMANCE_REQUIRED"] === "1");
  if (isSkipped) console.warn(`clients: ${language} is skipped, for \`${client.versions.join(" ")}\` does not run`);
  const versions = `${stdout ?? ""}${stderr ?? ""}`.trim().replace(/\s+/g, " ");

  describe.skipIf(isSkipped)(`the client for ${language} (${versions})`, { timeout: 60_000 }, () => {
    const out = mkdtempSync(join(tmpdir(), `vend-client-${language}-`));
    const inOut = (words: readonly [string, ...string[]]) =>
      words.map((word) => word.replaceAll("OUT", out)) as [string, ...string[]];
    let stack: RunningStack;
    let authority: TestAuthority;

    beforeAll(async () => {
      if (client.build !== undefined) run(inOut(client.build));
      [stack, authority] = await Promise.all([runStack(), createAuthority()]);
      await warmStack(stack);
    }, 300_000);
    afterAll(async () => {
      await stack?.stop();
      rmSync(out, { recursive: true, force: true });
    });

    for (const scenario of scenarios) {
      const isForOthers = scenario.needsThreads === true && refreshes !== "in the background";
      // PHP's: without threads nobody asks at the same time. Skipped rather than left out, so that it is counted and named.
      const play = isForOthers ? test.skip : test.concurrent;
      play(scenario.name, ({ expect }) =>
        playScenario(scenario, { client, stack, authority, expect, driver: inOut(driver), project }),
      );
    }
    const { ownTests } = client;
    if (ownTests !== undefined) {
      // Beside nothing else, since it keeps the whole process waiting.
      test("passes its own tests", { timeout: 300_000 }, ({ expect }) => {
        expect(() => run(inOut(ownTests))).not.toThrow();
      });
    }
  });
}

function run([command, ...args]: readonly [string, ...string[]]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8", timeout: 280_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}:\n${stdout}${stderr}`);
}
