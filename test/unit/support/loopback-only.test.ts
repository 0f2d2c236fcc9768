import { request as httpRequest } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";

/** TEST-NET-1 (RFC 5737): nobody is there, should the guard fail. */
const elsewhere = "192.0.2.1";
const refusal = `tests may connect to loopback only, not to ${elsewhere}`;

/** What comes of an attempt, thrown or told. */
function failure(open: () => { on(event: "error", listener: (error: Error) => void): { destroy(): unknown } }) {
  return new Promise<string>((resolve) => {
    try {
      open().on("error", (error) => resolve(error.message));
    } catch (error) {
      resolve(String((error as Error).message));
    }
  });
}

describe("a test that would leave this machine is stopped", () => {
  test.each([
    ["net", () => connect(443, elsewhere)],
    ["net, by options", () => connect({ host: elsewhere, port: 443 })],
    ["tls", () => connectTls({ host: elsewhere, port: 443 })],
    ["http", () => httpRequest(`http://${elsewhere}/`)],
    ["https", () => httpsRequest(`https://${elsewhere}/`)],
    [
      "https with an agent of its own",
      () => httpsRequest(`https://${elsewhere}/`, { agent: new Agent({ keepAlive: true }) }),
    ],
  ])("by %s", async (_how, open) => {
    expect(await failure(open)).toBe(refusal);
  });

  test("by fetch", async () => {
    await expect(fetch(`https://${elsewhere}/`)).rejects.toMatchObject({ cause: { message: refusal } });
  });
});
