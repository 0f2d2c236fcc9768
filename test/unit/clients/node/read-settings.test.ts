import { expect, test } from "vitest";
import { readSettings } from "../../../../clients/node/read-settings.ts";
import type { VendOptions } from "../../../../clients/node/vend-options.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";

const file = temporaryFiles();
const sound = { VEND_URL: "https://vend.corp.example", VEND_TOKEN: "environment-token" };
const tokenOf = async (options: VendOptions, env: Readonly<Record<string, string>>) =>
  await readSettings(options, { ...sound, ...env }).tokens.read(1000);

test("what is not set has its default", () => {
  const { url, grant, durationSeconds, parameters, transport, refreshAheadMs } = readSettings({}, sound);
  expect(url.href).toBe("https://vend.corp.example/");
  expect({ grant, durationSeconds, parameters, refreshAheadMs }).toEqual({ parameters: {} });
  expect(transport).toMatchObject({ connectTimeoutMs: 2000, readTimeoutMs: 5000, caBundle: undefined });
});

test("the environment's say, and the options' over it", () => {
  const env = {
    ...sound,
    VEND_GRANT: "nightly/reporting",
    VEND_DURATION_SECONDS: "1800",
    VEND_REFRESH_AHEAD_SECONDS: "60",
    VEND_CA_BUNDLE: "/ca.pem",
    VEND_CONNECT_TIMEOUT_SECONDS: "0.5",
    VEND_READ_TIMEOUT_SECONDS: "3",
  };
  expect(readSettings({}, env)).toMatchObject({
    grant: "nightly/reporting",
    durationSeconds: 1800,
    refreshAheadMs: 60_000,
    transport: { caBundle: "/ca.pem", connectTimeoutMs: 500, readTimeoutMs: 3000 },
  });
  const options = {
    url: "https://other.example/base/",
    grant: "other",
    durationSeconds: 900,
    refreshAheadSeconds: 1,
    caBundle: "/other.pem",
    connectTimeoutSeconds: 1,
    readTimeoutSeconds: 1,
    parameters: { dataset: "a" },
  };
  expect(readSettings(options, env)).toMatchObject({
    url: { pathname: "/base/" },
    grant: "other",
    durationSeconds: 900,
    refreshAheadMs: 1000,
    parameters: { dataset: "a" },
    transport: { caBundle: "/other.pem", connectTimeoutMs: 1000, readTimeoutMs: 1000 },
  });
});

test("of the tokens in the environment a file comes first, then client credentials, then the token itself", async () => {
  const path = file("token", " Bearer file-token \n");
  const client = { VEND_TOKEN_URL: "http://127.0.0.1:1", VEND_CLIENT_ID: "me", VEND_CLIENT_SECRET: "s" };
  expect(await tokenOf({}, { VEND_TOKEN_FILE: path, ...client })).toBe("file-token");
  await expect(tokenOf({}, client)).rejects.toThrow(
    "no token from the identity provider http://127.0.0.1:1: connection refused",
  );
  expect(await tokenOf({}, {})).toBe("environment-token");
});

test("a token that is passed is the one that is meant, whatever the environment has", async () => {
  const env = { VEND_TOKEN_FILE: file("other", "file-token") };
  expect(await tokenOf({ token: "mine" }, env)).toBe("mine");
  expect(await tokenOf({ token: async () => "Bearer made" }, env)).toBe("made");
  expect(await tokenOf({ tokenFile: file("third", "third") }, env)).toBe("third");
});

test.each<[string, VendOptions, Record<string, string>, string]>([
  ["no URL", {}, { VEND_URL: "" }, "the service's URL is not set; set VEND_URL"],
  ["no URL at all", { url: "vend" }, {}, "VEND_URL is no URL"],
  ["another scheme", { url: "ftp://vend.example" }, {}, "VEND_URL must begin with https://"],
  ["the clear", { url: "http://vend.example" }, {}, "VEND_URL must be https: plain http is for loopback hosts only"],
  ["the clear, nearly loopback", { url: "http://127.0.0.1.example" }, {}, "VEND_URL must be https"],
  ["a user", { url: "https://me:secret@vend.example" }, {}, "VEND_URL may have neither a user nor a fragment"],
  ["a fragment", { url: "https://vend.example#" }, {}, "VEND_URL may have neither a user nor a fragment"],
  ["a query", { url: "https://vend.example?a=b" }, {}, "VEND_URL may have no query"],
  ["no token", {}, { VEND_TOKEN: "" }, "no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID"],
  ["half a client", { tokenUrl: "https://idp.example" }, {}, "set VEND_CLIENT_ID and VEND_CLIENT_SECRET or"],
  ["a client without its place", { clientId: "a", clientSecret: "b" }, {}, "not set in full; set VEND_TOKEN_URL"],
  [
    "a secret in the clear",
    { tokenUrl: "http://idp.example", clientId: "a", clientSecret: "b" },
    {},
    "VEND_TOKEN_URL must be https",
  ],
  ["a path up", { grant: ".." }, {}, "VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT"],
  ["three segments", { grant: "a/b/c" }, {}, "VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT"],
  ["an empty segment", { grant: "a/" }, {}, "VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT"],
  ["words for a number", {}, { VEND_DURATION_SECONDS: "1h" }, "VEND_DURATION_SECONDS is no number of seconds"],
])("refuses %s", (_, options, env, sentence) => {
  expect(() => readSettings(options, { ...sound, ...env })).toThrow(sentence);
});

test.each([
  ["missing", undefined, "cannot be read: there is no such file"],
  ["empty", " \n", "is empty"],
  ["of the scheme alone", "Bearer \n", "is empty"],
  ["of two lines", "one\ntwo", "holds something other than one token"],
])("refuses a token file that is %s", async (name, text, sentence) => {
  const path = file(`bad-${name.replaceAll(" ", "-")}`, text);
  await expect(tokenOf({}, { VEND_TOKEN_FILE: path })).rejects.toThrow(`the token file ${path} ${sentence}`);
});

test.each<[string, () => string | Promise<string>]>([
  [
    "throws",
    () => {
      throw new TypeError("secret");
    },
  ],
  ["promises none", () => Promise.reject(new TypeError("secret"))],
])("a function that %s is named, and what it said is not", async (_, token) => {
  await expect(tokenOf({ token }, {})).rejects.toThrow(/^the token function failed$/);
});
