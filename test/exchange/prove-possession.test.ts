import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type AwsStub, json, startAwsStub } from "../support/aws-stub.ts";
import { createAuthority } from "../support/client-certificates.ts";
import { createProver, type ProofChanges } from "../support/prover.ts";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

const host = "https://vend.corp.example";
const nonceKey = "nonce-key-4711-nonce-key-4711-nonce-key-4711";
let ssm: AwsStub;
let exchange: Exchange;
beforeAll(async () => {
  ssm = await startAwsStub(() => json({ Parameter: { Name: "/vend/nonce", Type: "SecureString", Value: nonceKey } }));
  vi.stubEnv("AWS_ENDPOINT_URL_SSM", ssm.url);
  vi.stubEnv("DPOP_NONCE_KEY", "ssm:/vend/nonce");
  vi.stubEnv("PUBLIC_URL", host);
  exchange = await startExchange((text) =>
    text
      .replace("    algorithms: [ES256]\n", "    algorithms: [ES256]\n    senderConstrained: { nonce: true }\n")
      .replace(
        "when: { issuer: corp, claims: { sub: archivist } }",
        "when: { issuer: corp, claims: { sub: archivist }, senderConstrained: mtls }",
      ),
  );
});
afterAll(async () => {
  await exchange.close();
  await ssm.close();
});

const prover = await createProver();
const certificate = await (await createAuthority()).issue("archivist");
const runner = { sub: "report-runner", groups: ["etl"], team: "etl-core", cnf: { jkt: prover.thumbprint } };
const path = "/v1/credentials/nightly-report";

async function send(claims: Record<string, unknown>, changes: ProofChanges = {}, to = path) {
  const token = await exchange.corp.issueToken({ claims });
  const proof = await prover.prove({ token, url: host + to }, changes);
  const calls = exchange.sts.calls.length;
  const answer = await exchange.send(ask(to, undefined, { headers: { authorization: `DPoP ${token}`, dpop: proof } }));
  return { ...answer, code: answer.body["code"], calls: exchange.sts.calls.length - calls };
}

describe("a bound token", () => {
  test("asks again with the nonce that it is told, and vends", async () => {
    const first = await send(runner);
    expect(first).toMatchObject({ status: 401, code: "InvalidProof", calls: 0 });
    expect(first.headers["www-authenticate"]).toMatch(/^DPoP error="use_dpop_nonce", /);
    expect(first.body["message"]).toBe(
      "The proof needs a nonce: repeat the request with that of the DPoP-Nonce header",
    );
    const nonce = first.headers["dpop-nonce"];
    expect(nonce).toMatch(/^[\w-]{43}$/);
    const second = await send(runner, { claims: { nonce } });
    expect(second).toMatchObject({ status: 200, calls: 1 });
    expect(second.headers["dpop-nonce"]).toMatch(/^[\w-]{43}$/);
    expect(exchange.records().at(-1)).toMatchObject({ outcome: "vended", boundBy: ["dpop"] });
    const refused = await send(runner, { claims: { nonce } }, "/v1/credentials/no-such-grant");
    expect(refused).toMatchObject({ status: 403, code: "NotGranted", calls: 0 });
  });

  test("of another kind than a grant asks for is told so, once the grant would else be its own", async () => {
    const nonce = (await send(runner)).headers["dpop-nonce"];
    const archivist = { sub: "archivist", cnf: { jkt: prover.thumbprint } };
    const both = { ...archivist, cnf: { ...archivist.cnf, "x5t#S256": certificate.thumbprint } };
    const to = "/v1/credentials/archive-read";
    expect(await send(archivist, { claims: { nonce } }, to)).toMatchObject({ code: "ProofRequired", calls: 0 });
    expect(await send(both, { claims: { nonce } }, to)).toMatchObject({ code: "ProofRequired", calls: 0 });
    expect(exchange.records().at(-1)?.reason).toContain("client certificate");
    expect(await send(runner, { claims: { nonce } }, to)).toMatchObject({ code: "NotGranted", calls: 0 });
  });

  test("sent as a bearer's gets nothing, and neither does one that is bound to nothing", async () => {
    for (const claims of [runner, { ...runner, cnf: undefined }]) {
      const token = await exchange.corp.issueToken({ claims });
      const { status, body } = await exchange.send(ask(path, token));
      expect([status, body["code"]]).toEqual([401, "ProofRequired"]);
    }
  });

  test("and nothing of keys and proofs is written anywhere", () => {
    expect(exchange.written()).not.toContain(nonceKey);
    expect(exchange.written()).not.toContain("dpop+jwt");
  });
});
