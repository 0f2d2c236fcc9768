import { writeFileSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fetchCredentials } from "../../../../clients/node/fetch-credentials.ts";
import { readSettings } from "../../../../clients/node/read-settings.ts";
import type { VendOptions } from "../../../../clients/node/vend-options.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";
import { answer, container, grants, type Step, scriptedService, spell } from "./scripted-service.ts";

const file = temporaryFiles();
const get = (options: VendOptions) =>
  fetchCredentials(readSettings({ token: "jwt", grant: "nightly", ...options }, { NO_PROXY: "" }));

/** The service's own errors. */
function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Step {
  return answer(status, { code, message: "A sentence", requestId: "r-1" }, headers);
}

describe("the request", () => {
  test("is a GET for the grant, with the token in its header and nowhere else", async () => {
    const { url, arrived } = await scriptedService([grants]);
    expect(await get({ url: `${url}/base/`, grant: "night ly/a?b" })).toMatchObject({
      accessKeyId: "ASIAEXAMPLE",
      secretAccessKey: "secret-key",
      sessionToken: "session-token",
      roleArn: "arn:aws:iam::111122223333:role/report-reader",
    });
    expect(arrived).toEqual([
      {
        method: "GET",
        path: "/base/v1/credentials/night%20ly/a%3Fb?format=container",
        headers: {
          authorization: "Bearer jwt",
          accept: "application/json",
          "user-agent": expect.stringMatching(/^vend-node\/\d+\.\d+\.\d+$/),
          host: new URL(url).host,
          connection: "close",
        },
        body: "",
      },
    ]);
  });

  test("names neither grant nor account where none is set, and has duration and parameters where they are", async () => {
    const { url, arrived } = await scriptedService([grants]);
    await fetchCredentials(
      readSettings({ url, token: "jwt", durationSeconds: 900, parameters: { dataset: "a&b" } }, {}),
    );
    expect(arrived[0]?.path).toBe("/v1/credentials?format=container&duration=900&param.dataset=a%26b");
  });
});

describe("what is tried again", () => {
  const half: Step = (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "400" });
    response.write('{"AccessKeyId":');
    setImmediate(() => response.destroy());
  };
  test.each<[string, Step, string]>([
    ["a connection that is cut", (response) => response.destroy(), "the connection was cut"],
    ["half a body", half, "the connection was cut"],
    ["garbage", answer(200, "<html>"), "the answer is not the JSON of credentials"],
    ["a list", answer(200, []), "the answer is not the JSON of credentials"],
    ["an empty secret", answer(200, container({ SecretAccessKey: "" })), "the answer lacks SecretAccessKey"],
    ["no token", answer(200, container({ Token: undefined })), "the answer lacks Token"],
    ["a number for a key", answer(200, container({ AccessKeyId: 1 })), "the answer lacks AccessKeyId"],
    ["another spelling of time", answer(200, container({ Expiration: "2099-01-01T00:00:00+00:00" })), "is no time"],
    ["a day that there is not", answer(200, container({ Expiration: "2099-13-41T00:00:00Z" })), "is no time"],
    [
      "credentials of the past",
      answer(200, container({ Expiration: spell(Date.now() - 1000) })),
      "Expiration is past by this machine's clock",
    ],
    [
      "credentials that never end",
      answer(200, container({ Expiration: "9999-12-31T23:59:59Z" })),
      "Expiration is more than 13 h ahead",
    ],
    [
      "a line break in a key",
      answer(200, container({ AccessKeyId: "A\nB" })),
      "AccessKeyId holds something other than printable ASCII",
    ],
    [
      "a NUL in a secret",
      answer(200, container({ SecretAccessKey: "a\0" })),
      "SecretAccessKey holds something other than printable ASCII",
    ],
    [
      "a space in a token",
      answer(200, container({ Token: "a b" })),
      "Token holds something other than printable ASCII",
    ],
    ["too much", answer(200, `{"a":"${"x".repeat(65 * 1024)}"}`), "the answer is larger than 64 KiB"],
    ["429", refusal(429, "Throttled"), "429 Throttled: A sentence (request r-1)"],
    ["500", refusal(500, "Internal"), "500 Internal: A sentence (request r-1)"],
    ["502", answer(502, "<html>"), "502 without a reason"],
    ["503", refusal(503, "UpstreamUnavailable"), "503 UpstreamUnavailable: A sentence (request r-1)"],
    ["504", answer(504, { message: "Endpoint request timed out" }), "504: Endpoint request timed out"],
  ])("%s: once, and with success", async (_, step, sentence) => {
    const once = await scriptedService([step, grants]);
    expect(await get({ url: once.url })).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
    expect(once.arrived).toHaveLength(2);
    const always = await scriptedService([step]);
    await expect(get({ url: always.url })).rejects.toThrow(`${sentence} after 4 attempts`);
    expect(always.arrived).toHaveLength(4);
  });

  test("no connection", async () => {
    await expect(get({ url: "http://127.0.0.1:1" })).rejects.toThrow(/^connection refused after 4 attempts$/);
  });

  test("an answer that does not come in time, head or body", async () => {
    const { url, arrived } = await scriptedService([
      () => undefined,
      (response) => void response.writeHead(200).write("{"),
      grants,
    ]);
    expect(await get({ url, readTimeoutSeconds: 0.1 })).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
    expect(arrived).toHaveLength(3);
  });

  test("and says how long it waited", async () => {
    const { url } = await scriptedService([() => undefined]);
    await expect(get({ url, readTimeoutSeconds: 0.1 })).rejects.toThrow(
      /^no whole answer within 0\.1 s after 4 attempts$/,
    );
  });

  test("for no longer than all may take, though the clock is set back meanwhile", async () => {
    const { url } = await scriptedService([() => undefined]);
    let clockMs = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => {
      clockMs -= 3_600_000;
      return clockMs;
    });
    onTestFinished(() => clock.mockRestore());
    const startedAtMs = performance.now();
    await expect(fetchCredentials(readSettings({ url, token: "jwt" }, {}), 300)).rejects.toThrow("no whole answer");
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
  });

  test("not before the service wants it", async () => {
    const { url } = await scriptedService([refusal(503, "UpstreamUnavailable", { "retry-after": "1" }), grants]);
    const startedAtMs = performance.now();
    await get({ url });
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(990);
  });
});

test("credentials for half a day and an hour are some", async () => {
  const body = container({ Expiration: spell(Date.now() + 13 * 3_600_000 - 1000) });
  const { url } = await scriptedService([answer(200, body)]);
  expect(await get({ url })).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
});

describe("what is not", () => {
  test.each<[string, Step, string]>([
    ["400", refusal(400, "GrantRequired"), "400 GrantRequired: A sentence (request r-1)"],
    ["401", refusal(401, "TokenExpired"), "401 TokenExpired: A sentence (request r-1)"],
    ["403", refusal(403, "NotGranted"), "403 NotGranted: A sentence (request r-1)"],
    ["404", answer(404, "Not Found"), "404 without a reason"],
    ["201", answer(201, container()), "201 without a reason"],
  ])("%s", async (_, step, sentence) => {
    const { url, arrived } = await scriptedService([step, grants]);
    await expect(get({ url })).rejects.toThrow(sentence);
    expect(arrived).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])("a redirect (%i), which would take the token elsewhere", async (status) => {
    const elsewhere = await scriptedService([grants]);
    const { url } = await scriptedService([answer(status, "", { location: elsewhere.url })]);
    await expect(get({ url })).rejects.toThrow(`${status}: a redirect, which is not followed`);
    expect(elsewhere.arrived).toEqual([]);
  });

  test("nor is what an answer says trusted with the line", async () => {
    const { url } = await scriptedService([
      answer(403, { code: "No\nGrant", message: `you sent eyJhbGciOi.eyJzdWIi.c2ln, ${"x".repeat(500)}` }),
    ]);
    const error = await get({ url }).catch((caught: Error) => caught);
    expect(error).toMatchObject({ message: expect.stringMatching(/^403 No Grant: you sent \(token\), x+$/) });
    expect((error as Error).message.length).toBeLessThan(300);
  });
});

test.each([
  ["as it is", "opaque.token-1", "opaque.token-1"],
  ["broken by a line feed", "eyJhbGciOi.eyJzdWIi.c2ln", "eyJhbGciOi.eyJz\ndWIi.c2ln"],
  ["with spaces in it", "opaque.token-1", "o p a q u e . t o k e n - 1"],
])("a token that is repeated %s is not shown", async (_, token, repeated) => {
  const { url } = await scriptedService([answer(403, { code: `No ${repeated}`, message: `you sent ${repeated}, no` })]);
  await expect(get({ url, token })).rejects.toMatchObject({
    message: "403 No (token): you sent (token), no",
    code: "No (token)",
  });
});

describe("a 401 for a token of a file", () => {
  test("is asked again where the file has another one by now", async () => {
    const tokenFile = file("rotated", "old");
    const { url, arrived } = await scriptedService([
      (response) => {
        writeFileSync(tokenFile, "new\n");
        refusal(401, "TokenExpired")(response);
      },
      grants,
    ]);
    await get({ url, tokenFile, token: undefined });
    expect(arrived.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  test("is the end where it has the same, and after the second", async () => {
    const same = await scriptedService([refusal(401, "TokenExpired")]);
    await expect(get({ url: same.url, tokenFile: file("same", "same") })).rejects.toThrow("401 TokenExpired");
    expect(same.arrived).toHaveLength(1);
    const tokenFile = file("ever-new", "0");
    let round = 0;
    const { url, arrived } = await scriptedService([
      (response) => {
        round += 1;
        writeFileSync(tokenFile, String(round));
        refusal(401, "TokenExpired")(response);
      },
    ]);
    await expect(get({ url, tokenFile })).rejects.toThrow("401 TokenExpired");
    expect(arrived).toHaveLength(2);
  });
});
