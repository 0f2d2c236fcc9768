import { expectSentence } from "../expect-sentence.ts";
import { refuseWith } from "../refuse-with.ts";
import type { Scenario } from "../scenario.ts";

const accessKey = /access_?key(?:_?id)?$|^key$/i;

/** The shape of PHP has seconds since the epoch. */
const inThePast = (old: unknown) => (typeof old === "number" ? 1_577_836_800 : "2020-01-01T00:00:00Z");

/** An answer as the service gives it, but for what is broken in it: such an answer gives no credentials. */
const broken: readonly (readonly [
  what: string,
  breakIt: (body: Record<string, unknown>) => unknown,
  /** Of the answer. Members are called what the client's shape calls them. */
  says: RegExp,
])[] = [
  ["no secret", (body) => without(body, /secret/i), /lacks \w*secret\w*/i],
  ["no session token", (body) => without(body, /token/i), /lacks \w*token/i],
  ["no expiration", (body) => without(body, /expir/i), /lacks expir\w+|'s expir\w+ is no time/i],
  ["an empty access key", (body) => replace(body, accessKey, () => "", /secret/i), /lacks \w*key\w*/i],
  ["a number for a token", (body) => replace(body, /token/i, () => 7), /lacks \w*token/i],
  [
    "an expiration that is past",
    (body) => replace(body, /expir/i, inThePast),
    /'s expir\w+ is past by this machine's clock/i,
  ],
  ["an expiration that is no time", (body) => replace(body, /expir/i, () => "tomorrow"), /'s expir\w+ is no time/i],
  ["an error's body", () => ({ code: "NotGranted", message: "No such grant for this caller" }), /lacks \w+/],
  ["a list", (body) => [body], /is not the JSON of credentials/],
  ["70 KiB", (body) => ({ ...body, Padding: "x".repeat(70_000) }), /is larger than 64 KiB/],
];

function without(body: Record<string, unknown>, name: RegExp): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !name.test(key)));
}

function replace(
  body: Record<string, unknown>,
  name: RegExp,
  change: (old: unknown) => unknown,
  but = /^$/,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([key, old]) => [key, name.test(key) && !but.test(key) ? change(old) : old]),
  );
}

/** What is not asked for again, and what is never taken for credentials. */
export const refuse: readonly Scenario[] = [
  {
    name: "takes a 401 for an answer, and says its code",
    play: async (world) => {
      const driver = await world.startUsual({ VEND_TOKEN_FILE: world.file("token", world.hide("no.token.at-all")) });
      expectSentence(world, await driver.get(), /401 InvalidToken: The token is not valid here \(request [\w=+/-]+\)$/);
      world.expect(world.service.seen).toHaveLength(1);
    },
  },
  {
    name: "takes a 403 for an answer, and says its code",
    play: async (world) => {
      const driver = await world.startUsual({ VEND_TOKEN_FILE: world.file("token", await world.token("intern")) });
      expectSentence(world, await driver.get(), /403 NotGranted: No such grant for this caller \(request [\w=+/-]+\)$/);
      world.expect(world.service.seen).toHaveLength(1);
    },
  },
  {
    name: "takes a refusal that is not the service's for an answer, in one line and not whole",
    play: async (world) => {
      const page = `<html>\n<body>Forbidden\u001b[31m by a gateway ${"x".repeat(9_000)}</body></html>`;
      world.service.interfere = () => ({ kind: "answer", status: 403, type: "text/html", body: page });
      const got = await (await world.startUsual()).get();
      expectSentence(world, got, "403");
      world.expect(got.error?.length).toBeLessThan(500);
      world.expect(got.error).not.toContain("\u001b");
      world.expect(world.service.seen).toHaveLength(1);
    },
  },
  {
    name: "shows no token that an answer repeats",
    play: async (world) => {
      const token = await world.token();
      world.service.interfere = ({ headers }) => {
        const message = `${headers.authorization} is refused`;
        return { kind: "answer", status: 403, type: "application/json", body: JSON.stringify({ code: "No", message }) };
      };
      expectSentence(
        world,
        await (await world.startUsual({ VEND_TOKEN_FILE: world.file("t", token) })).get(),
        "403 No",
      );
    },
  },
  {
    name: "follows no redirect, and takes the token nowhere else",
    play: async (world) => {
      const { expect, service } = world;
      const elsewhere = await world.proxy(world.stack.url);
      for (const [times, status] of [301, 302, 303, 307, 308].entries()) {
        const headers = { location: `${elsewhere.url}/v1/credentials/nightly-report` };
        service.interfere = () => ({ kind: "answer", status, type: "text/plain", body: "", headers });
        expectSentence(world, await (await world.startUsual()).get(), String(status));
        expect(service.seen).toHaveLength(times + 1);
      }
      expect(elsewhere.seen).toHaveLength(0);
    },
  },
  ...broken.map(
    ([what, breakIt, says]) =>
      ({
        name: `takes a 200 with ${what} for no credentials`,
        play: async (world) => {
          const rewrite = (body: string) => JSON.stringify(breakIt(JSON.parse(body) as Record<string, unknown>));
          world.service.interfere = () => ({ kind: "rewrite", rewrite });
          const sentence = new RegExp(`: the answer(?: |(?='))(?:${says.source}) after 4 attempts$`, says.flags);
          expectSentence(world, await (await world.startUsual()).get(), sentence);
          world.expect(world.service.seen).toHaveLength(4);
        },
      }) satisfies Scenario,
  ),
  {
    name: "ends with the first answer that is one",
    play: async (world) => {
      const { service } = world;
      service.interfere = () => (service.seen.length === 1 ? { kind: "reset" } : refuseWith("RoleRefused"));
      expectSentence(world, await (await world.startUsual()).get(), "403 RoleRefused");
      world.expect(service.seen).toHaveLength(2);
    },
  },
];
