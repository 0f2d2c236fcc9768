import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Interference } from "../../local/sts-emulator/interference.ts";
import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import { createTokenIssuer } from "../support/token-issuer.ts";
import { ask, askRest } from "./events.ts";
import { secrets } from "./policy-map.ts";
import { type Answer, type Exchange, startExchange } from "./start-exchange.ts";

const nightly = "/v1/credentials/nightly-report";
const json = { "content-type": "application/json" };
const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };

/** What no log may hold, whoever wrote it: after the gitleaks rules `jwt` and `aws-access-token`, and AWS's session tokens. */
const shapes = [
  /eyJ[A-Za-z0-9_-]{10,}\./,
  /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+=]*[G-Zg-z/+])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])/,
  /(?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+=]{20,}/,
];

let exchange: Exchange;
/** The very texts that may be nowhere, by what they are. */
const forbidden = new Map<string, string>();

function forbid(what: string, text: string): string {
  forbidden.set(`${what} ${forbidden.size}`, text);
  return text;
}

function forbidToken(token: string): string {
  const [, payload, signature] = token.split(".");
  forbid("token", token);
  forbid("payload", payload ?? token);
  return forbid("signature", signature ?? token) && token;
}

const issue = async (claims: object = {}, header: object = {}) =>
  forbidToken(await exchange.corp.issueToken({ claims: { ...runner, ...claims }, header: { ...header } }));

/** What is given away on purpose, in the answer and nowhere else. */
function forbidGiven({ status, body }: Answer): void {
  for (const name of ["SecretAccessKey", "Token"]) {
    if (status === 200 && typeof body[name] === "string") forbid(name, body[name]);
  }
}

function findings(text: string): string[] {
  const exact = [...forbidden].filter(([, secret]) => text.includes(secret)).map(([what]) => what);
  return [...exact, ...shapes.filter((shape) => shape.test(text)).map(String)];
}

async function send(event: GatewayEvent): Promise<Answer> {
  const answer = await exchange.send(event);
  forbidGiven(answer);
  return answer;
}

beforeAll(async () => {
  exchange = await startExchange();
  for (const [name, externalId] of Object.entries(secrets)) forbid(`external ID of ${name}`, externalId);
  forbid("the service's secret access key", exchange.serviceCredentials.secretAccessKey);
  forbid("the service's session token", exchange.serviceCredentials.sessionToken);
});
afterAll(() => exchange.close());

describe("the scanner finds", () => {
  test.each([
    ["a token", () => issue()],
    ["a token's signature", async () => (await issue()).split(".")[2] ?? ""],
    ["a session's secret", async () => String((await send(ask(nightly, await issue()))).body["SecretAccessKey"])],
    ["a session's token", async () => String((await send(ask(nightly, await issue()))).body["Token"])],
    ["an external ID", () => secrets.archive],
    ["any JWT", () => "eyJhbGciOiJub25lIn0.e30."],
    ["any secret access key", () => "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ])("%s", async (_what, make) => {
    expect(findings(`{"reason":"before ${await make()} after"}`)).not.toEqual([]);
  });
});

describe("nothing secret is written, nor told to who is refused", () => {
  const check = (answer: Answer) => {
    if (answer.status !== 200) {
      expect(findings(JSON.stringify(answer))).toEqual([]);
    }
    expect(findings(exchange.written())).toEqual([]);
  };

  test.each<[what: string, event: () => Promise<GatewayEvent>]>([
    ["a good request", async () => ask(nightly, await issue())],
    ["one from the cache", async () => ask(nightly, await issue())],
    ["a REST API's", async () => askRest(nightly, await issue())],
    ["a chain", async () => ask("/v1/credentials/archive-read", await issue({ sub: "archivist" }))],
    ["a wrong external ID", async () => ask("/v1/credentials/wrong-external-id", await issue())],
    ["an expired token", async () => ask(nightly, await issue({ iat: 1, exp: 2 }))],
    ["a token for another audience", async () => ask(nightly, await issue({ aud: "https://other.test" }))],
    ["a token of another type", async () => ask(nightly, await issue({}, { typ: "JWT" }))],
    ["a token without a claim", async () => ask(nightly, await issue({ jti: undefined }))],
    [
      "a token that was tampered with",
      async () => ask(nightly, forbidToken(`${(await issue()).slice(0, -8)}AAAAAAAA`)),
    ],
    ["a token that was cut", async () => ask(nightly, (await issue()).slice(0, -100))],
    [
      "a token in another scheme",
      async () => ask(nightly, undefined, { headers: { authorization: `Basic ${await issue()}` } }),
    ],
    ["a DPoP token", async () => ask(nightly, undefined, { headers: { authorization: `DPoP ${await issue()}` } })],
    ["two tokens", async () => ask(nightly, `${await issue()}, ${await issue()}`)],
    ["three words", async () => ask(nightly, `${await issue()} ${await issue()}`)],
    ["a header's name", async () => ask(nightly, await issue(), { headers: { [`x ${await issue()}`]: "x" } })],
    [
      "other headers",
      async () => ask(nightly, await issue(), { headers: { cookie: await issue(), accept: await issue() } }),
    ],
    ["the path", async () => ask(`/${await issue()}`, await issue())],
    ["the grant", async () => ask(`/v1/credentials/${(await issue()).slice(0, 120)}`, await issue())],
    ["a grant that is too long", async () => ask(`/v1/credentials/${await issue()}`, await issue())],
    [
      "the account",
      async () => ask(`/v1/credentials/audit/${(await issue()).slice(0, 120)}`, await issue({ sub: "auditor" })),
    ],
    ["the format", async () => ask(nightly, await issue(), { query: `format=${await issue()}` })],
    ["the duration", async () => ask(nightly, await issue(), { query: `duration=${await issue()}` })],
    ["a query parameter's name", async () => ask(nightly, await issue(), { query: `${await issue()}=1` })],
    ["a query parameter", async () => ask(nightly, await issue(), { query: `access_token=${await issue()}` })],
    [
      "a parameter's name",
      async () => ask("/v1/credentials/dataset", await issue(), { query: `param.${await issue()}=1` }),
    ],
    [
      "a parameter",
      async () =>
        ask("/v1/credentials/dataset", await issue(), { query: `param.dataset=${(await issue()).slice(0, 200)}` }),
    ],
    [
      "a parameter that is too long",
      async () => ask("/v1/credentials/dataset", await issue(), { query: `param.dataset=${await issue()}` }),
    ],
    [
      "a body that is none",
      async () => ask("/v1/credentials", await issue(), { method: "POST", headers: json, body: await issue() }),
    ],
    [
      "a body's grant",
      async () =>
        ask("/v1/credentials", await issue(), {
          method: "POST",
          headers: json,
          body: JSON.stringify({ grant: (await issue()).slice(0, 120) }),
        }),
    ],
    [
      "a body's member",
      async () =>
        ask("/v1/credentials", await issue(), {
          method: "POST",
          headers: json,
          body: JSON.stringify({ [await issue()]: await issue() }),
        }),
    ],
    [
      "a claim that becomes the session's name",
      async () => ask("/v1/credentials", await issue({ sub: await issue() })),
    ],
    ["a claim that becomes a tag", async () => ask(nightly, await issue({ team: await issue() }))],
    ["the token's id", async () => ask(nightly, await issue({ jti: await issue() }))],
    ["the key's id", async () => ask(nightly, await issue({}, { kid: (await issue()).slice(0, 200) }))],
    ["the algorithm", async () => ask(nightly, await issue({}, { alg: await issue() }))],
    ["the token's type", async () => ask(nightly, await issue({}, { typ: await issue() }))],
    ["the audience", async () => ask(nightly, await issue({ aud: await issue() }))],
    [
      "an issuer",
      async () => {
        const stranger = await createTokenIssuer({ issuer: await issue() });
        return ask(nightly, forbidToken(await stranger.issueToken()));
      },
    ],
  ])("with a token in %s", async (_what, event) => {
    const records = exchange.records().length;
    check(await send(await event()));
    expect(exchange.records()).toHaveLength(records + 1);
  });

  test.each<[what: string, interference: () => Interference]>([
    [
      "a refusal that quotes the external ID",
      () => ({ error: { code: "AccessDenied", status: 403, message: `ExternalId ${secrets.reporting} is wrong` } }),
    ],
    [
      "a validation error that quotes the external ID",
      () => ({
        error: { code: "ValidationError", status: 400, message: `Value '${secrets.reporting}' at 'externalId'` },
      }),
    ],
    [
      "a refused signature that quotes the request",
      () => ({
        error: {
          code: "SignatureDoesNotMatch",
          status: 403,
          message: `The Canonical String should have been 'x-amz-security-token:${exchange.serviceCredentials.sessionToken}'`,
        },
      }),
    ],
    ["half an answer", () => ({ body: `<AssumeRoleResponse>${exchange.serviceCredentials.sessionToken}` })],
    ["an outage", () => ({ disconnects: true })],
    ["a throttle", () => ({ error: { code: "Throttling", status: 400 } })],
  ])("with an STS that answers with %s", async (_what, interference) => {
    exchange.sts.interfere(interference);
    const answer = await send(ask(nightly, await issue({ team: `team-${forbidden.size}` })));
    exchange.sts.interfere();
    expect(answer.status).not.toBe(200);
    check(answer);
  });
});

describe("nothing secret is written with another map", () => {
  const restart = async (changeMap: (text: string) => string) => {
    await exchange.close();
    exchange = await startExchange(changeMap);
  };

  test("a subject that is a token is vended under a name, and recorded as one", async () => {
    const sub = await issue();
    await restart((text) => text.replaceAll("sub: report-runner,", "sub: { exists: true },"));
    const answer = await send(ask(nightly, await issue({ sub })));
    expect(answer.status).toBe(200);
    expect(exchange.records()).toMatchObject([
      {
        outcome: "vended",
        subject: expect.stringMatching(/^\(token, SHA-256/),
      },
    ]);
    expect(findings(exchange.written())).toEqual([]);
  });

  test.each([
    ["an external ID", secrets.reporting, "accounts.reporting.externalId"],
    ["a next one", secrets.archiveNext, "accounts.archive.nextExternalId"],
  ])("%s that STS would not take: the map's errors do not repeat it", async (_what, given, place) => {
    const secret = forbid("external ID", "not an external ID: s3cret");
    await restart((text) => text.replace(given, JSON.stringify(secret)));
    const answer = await send(ask(nightly, await issue()));
    expect(answer.status).toBe(500);
    expect(exchange.records()[0]?.reason).toContain(place);
    await vi.waitFor(() => expect(exchange.written()).toMatch(new RegExp(`"event":"refused".*${place}`)));
    expect(findings(exchange.written() + JSON.stringify(answer))).toEqual([]);
  });
});
