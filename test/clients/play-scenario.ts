import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExpectStatic } from "vitest";
import { startFaultProxy } from "../faults/start-fault-proxy.ts";
import type { Scenario, World } from "./scenario.ts";
import { type Driver, startDriver } from "./start-driver.ts";

/** What all scenarios of a client share. */
interface Given extends Pick<World, "client" | "stack" | "authority"> {
  readonly expect: ExpectStatic;
  readonly driver: readonly [string, ...string[]];
  /** Where the driver is run. */
  readonly project: string;
}

/** One scenario, in a folder and behind a proxy of its own. */
export async function playScenario(scenario: Scenario, given: Given): Promise<void> {
  const { client, stack, authority, expect, driver, project } = given;
  const folder = mkdtempSync(join(tmpdir(), "vend-scenario-"));
  const endings: (() => Promise<unknown>)[] = [];
  const drivers: Driver[] = [];
  const secrets = new Set<string>();
  const hide = (secret: string) => {
    secrets.add(secret);
    return secret;
  };
  const world: World = {
    client,
    stack,
    authority,
    expect,
    service: await startFaultProxy(stack.url),
    hide,
    token: async (clientId = "report-runner") => hide(await stack.token(clientId)),
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    proxy: async (...given) => {
      const proxy = await startFaultProxy(...given);
      endings.push(proxy.goDown);
      return proxy;
    },
    atEnd: (close) => endings.push(close),
    start: (settings) => {
      const env = { PATH: process.env["PATH"] ?? "", HOME: folder, LANG: "C.UTF-8", TZ: "UTC", ...settings };
      const started = startDriver(driver, project, env);
      drivers.push(started);
      return started;
    },
    startUsual: async (settings = {}) =>
      world.start({
        VEND_URL: world.service.url,
        VEND_GRANT: "nightly-report",
        VEND_TOKEN_FILE: settings["VEND_TOKEN_FILE"] ?? world.file("usual-token", await world.token()),
        ...settings,
      }),
  };
  try {
    await scenario.play(world);
    for (const started of drivers) {
      expect(await started.end(), "the exit code at the end of input").toBe(0);
      for (const secret of secrets) expect(started.said()).not.toContain(secret);
    }
  } finally {
    await Promise.all([...drivers.map(({ end }) => end()), ...endings.map((close) => close())]);
    await world.service.goDown();
    rmSync(folder, { recursive: true, force: true });
  }
}
