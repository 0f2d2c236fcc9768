import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpRequest } from "../support/http-request.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";

let stack: RunningStack;
let intern: string;
let runner: string;
beforeAll(async () => {
  stack = await runStack();
  [intern, runner] = await Promise.all([stack.token("intern"), stack.token("report-runner")]);
}, 60_000);
afterAll(async () => {
  await stack.stop();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const send = (path: string, { headers, method = "GET" }: { headers: Record<string, string>; method?: string }) =>
  httpRequest(`${stack.url}${path}`, { method, headers: Object.entries(headers) });

/** An answer to the byte, but for what names the request and the moment. */
async function answerTo(path: string, headers: Record<string, string>) {
  const { status, text, headers: answered } = await send(path, { headers });
  const requestId = String(answered["x-request-id"]);
  const { date: _date, "x-request-id": _id, "apigw-requestid": _gatewayId, ...others } = answered;
  return { status, headers: others, body: text.replaceAll(requestId, "REQUEST-ID") };
}

describe("one answer, to the byte, for", () => {
  test.each<[what: string, one: string, other: string]>([
    ["a grant that is another's and one that does not exist", "nightly-report", "no-such-grant-"],
    ["one of several accounts, another's, and none", "audit/reporting", "no-such/reporting"],
    ["an account of another's grant and none of it", "audit/reporting", "audit/no-such-account"],
    ["parameters of another's grant and none", "dataset?param.dataset=x", "no-such?param.dataset=x"],
    ["a duration of another's grant and of none", "deploy-reports?duration=43200", "no-such?duration=43200"],
  ])("%s", async (_what, one, other) => {
    const [first, second] = [
      await answerTo(`/v1/credentials/${one}`, bearer(intern)),
      await answerTo(`/v1/credentials/${other}`, bearer(intern)),
    ];
    expect(first).toMatchObject({ status: 403, body: expect.stringContaining('"NotGranted"') });
    expect(second).toEqual(first);
  });

  test("tokens that fail up to their signature, whatever it is that fails", async () => {
    const [header = "", payload = "", signature = ""] = intern.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const decode = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as object;
    const flipped = `${signature[0] === "A" ? "B" : "A"}${signature.slice(1)}`;
    const tokens = [
      `${header}.${payload}.${flipped}`,
      `${encode({ ...decode(header), kid: "unknown" })}.${payload}.${signature}`,
      `${encode({ ...decode(header), alg: "RS256" })}.${payload}.${signature}`,
      `${header}.${encode({ ...decode(payload), iss: "https://other.example" })}.${signature}`,
      `${header}.${encode({ ...decode(payload), sub: "report-runner" })}.${signature}`,
      "not.a.token",
    ];
    const answers = await Promise.all(tokens.map((token) => answerTo("/v1/credentials/nightly-report", bearer(token))));
    expect(answers[0]).toMatchObject({ status: 401, body: expect.stringContaining('"InvalidToken"') });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

describe("the headers of", () => {
  const page = { origin: "https://evil.example", "access-control-request-method": "GET" };
  test.each<[what: string, method: string, path: string, headers: () => Record<string, string>, status: number]>([
    ["credentials", "GET", "/v1/credentials/nightly-report", () => bearer(runner), 200],
    [
      "credentials, asked for by a page",
      "GET",
      "/v1/credentials/nightly-report",
      () => ({ ...page, ...bearer(runner) }),
      200,
    ],
    ["a listing", "GET", "/v1/grants", () => bearer(runner), 200],
    ["a refusal", "GET", "/v1/credentials/nightly-report", () => ({ ...page, ...bearer(intern) }), 403],
    ["a missing token", "GET", "/v1/credentials", () => page, 401],
    ["health", "GET", "/healthz", () => page, 200],
    ["readiness", "GET", "/readyz", () => page, 200],
    ["a preflight", "OPTIONS", "/v1/credentials/nightly-report", () => page, 405],
    ["a preflight for nothing", "OPTIONS", "/nothing", () => page, 404],
    ["nothing", "GET", "/nothing", () => page, 404],
    ["the gateway's own refusal", "GET", "/v1/credentials", () => ({ ...page, "x-large": "x".repeat(11_000) }), 431],
  ])(
    "%s keep it from being stored, sniffed, framed, or read by a page",
    async (_what, method, path, headers, status) => {
      const answer = await send(path, { method, headers: headers() });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "content-type": "application/json",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=63072000",
        "x-content-type-options": "nosniff",
      });
      expect(Object.keys(answer.headers).filter((name) => /^access-control-|^set-cookie$|^server$/.test(name))).toEqual(
        [],
      );
    },
  );
});
