import { writeFileSync } from "node:fs";
import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import { refuseWith } from "../refuse-with.ts";
import type { Scenario } from "../scenario.ts";
import { alwaysRefresh, until } from "./refreshing.ts";

/** Where the token comes from. */
export const readToken: readonly Scenario[] = [
  {
    name: "drops white space and the scheme from a token file",
    play: async (world) => {
      const token = await world.token();
      const driver = await world.startUsual({ VEND_TOKEN_FILE: world.file("padded", `\n Bearer ${token}\r\n\n`) });
      expectCredentials(world, await driver.get());
      world.expect(world.service.seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
    },
  },
  {
    name: "takes the file before client credentials, and both before VEND_TOKEN",
    play: async (world) => {
      const { expect, service } = world;
      const other = world.hide("other.token.of-nobody");
      const identityProvider = await world.proxy(world.stack.identityProviderUrl);
      const unused = { VEND_TOKEN_URL: `${identityProvider.url}/token`, VEND_CLIENT_ID: "intern" };
      const token = await world.token();
      const file = world.file("token", token);
      const driver = await world.startUsual({
        VEND_TOKEN_FILE: file,
        VEND_TOKEN: other,
        ...unused,
        VEND_CLIENT_SECRET: world.hide(world.stack.clientSecret("intern")),
      });
      expectCredentials(world, await driver.get());
      expect(service.seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
      expect(identityProvider.seen).toHaveLength(0);
    },
  },
  {
    name: "reads the file again for each fetch",
    play: async (world) => {
      const { expect, service } = world;
      const file = world.file("token", await world.token());
      const driver = await world.startUsual({ ...alwaysRefresh, VEND_TOKEN_FILE: file });
      await driver.get();
      const next = await world.token();
      writeFileSync(file, next);
      await driver.get();
      await until(() => service.seen.length === 2);
      expect(service.seen[1]?.headers.authorization).toBe(`Bearer ${next}`);
    },
  },
  {
    name: "asks once more after a 401 where the file has changed meanwhile",
    play: async (world) => {
      const { expect, service } = world;
      const next = await world.token();
      const file = world.file("token", await world.token());
      service.interfere = () => {
        if (service.seen.length > 1) return undefined;
        writeFileSync(file, next);
        return refuseWith("TokenExpired");
      };
      expectCredentials(world, await (await world.startUsual({ VEND_TOKEN_FILE: file })).get());
      expect(service.seen).toHaveLength(2);
      expect(service.seen[1]?.headers.authorization).toBe(`Bearer ${next}`);
    },
  },
  {
    name: "asks no third time, however often the file changes",
    play: async (world) => {
      const file = world.file("token", await world.token());
      world.service.interfere = () => {
        writeFileSync(file, `token.number-${world.service.seen.length}.x`);
        return refuseWith("TokenExpired");
      };
      const got = await (await world.startUsual({ VEND_TOKEN_FILE: file })).get();
      expectSentence(world, got, "401 TokenExpired");
      world.expect(world.service.seen).toHaveLength(2);
    },
  },
  {
    name: "says which file is missing, and which is empty",
    play: async (world) => {
      const missing = await world.startUsual({ VEND_TOKEN_FILE: "/nowhere/token" });
      expectSentence(world, await missing.get(), "/nowhere/token");
      const path = world.file("empty", " \n");
      const empty = await world.startUsual({ VEND_TOKEN_FILE: path });
      expectSentence(world, await empty.get(), `${path} is empty`);
      world.expect(world.service.seen).toHaveLength(0);
    },
  },
  {
    name: "lets no token write a header of its own",
    play: async (world) => {
      const { expect, service } = world;
      const token = `${await world.token()}\r\nx-injected: yes`;
      const path = world.file("token", token);
      for (const [settings, source] of [
        [{ VEND_TOKEN_FILE: path }, `the token file ${path}`],
        [{ VEND_TOKEN: token }, "VEND_TOKEN"],
      ] as const) {
        const driver = world.start({ VEND_URL: service.url, VEND_GRANT: "nightly-report", ...settings });
        expectSentence(world, await driver.get(), `: ${source} holds something other than one token`);
      }
      expect(service.seen.filter(({ headers }) => headers["x-injected"] !== undefined)).toEqual([]);
    },
  },
  {
    name: "names the settings where none are set",
    play: async (world) => {
      const got = await world.start({ VEND_URL: world.service.url, VEND_GRANT: "nightly-report" }).get();
      for (const setting of ["VEND_TOKEN_FILE", "VEND_TOKEN_URL", "VEND_TOKEN"]) {
        world.expect(got.error).toContain(setting);
      }
      world.expect((await world.start({}).get()).error).toContain("VEND_URL");
      world.expect(world.service.seen).toHaveLength(0);
    },
  },
];
