import { describe, expect, test, vi } from "vitest";
import { createAuditLog } from "../../../shared/adapters/audit-log.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";

const record: AuditRecord = {
  requestId: "request-1",
  route: "GET /v1/credentials/{grant}",
  outcome: "refused",
  status: 403,
  code: "NotGranted",
  reason: "no grant has the name that was asked for\nat all",
};

/** What is written to standard output when these records are. */
function written(...records: readonly AuditRecord[]): string {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const writeAudit = createAuditLog("credential-vending-api");
  for (const one of records) {
    writeAudit(one);
  }
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join("");
  write.mockRestore();
  return text;
}

test("a record is one line of JSON on standard output", () => {
  const text = written(record, record);
  const lines = text.split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[2]).toBe("");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "INFO",
    message: "audit",
    service: "credential-vending-api",
    audit: record,
  });
});

describe("something that looks like a token", () => {
  const token = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${"s".repeat(86)}`;

  test.each<[what: string, more: Partial<AuditRecord>]>([
    ["as a value", { subject: token }],
    ["inside of one", { reason: `the issuer is not known: "${token}"` }],
    ["in a list", { notes: [`a note of ${token}, and more`] }],
    ["twice", { reason: `${token} ${token}` }],
    ["cut short", { reason: `${token.slice(0, 30)}...` }],
    ["with five parts", { reason: `${token}.a.b` }],
    ["behind a word and a dot", { subject: `username.${token}` }],
    ["behind a line end", { subject: `x\n${token}` }],
    ["behind a tab", { subject: `\t${token}` }],
    ["behind a control character", { subject: `\u0001${token}` }],
    ["behind a quote", { subject: `"${token}` }],
    ["behind a character of two units", { subject: `\u{1f600}${token}` }],
    ["with a header that is spaced", { reason: `${Buffer.from('{ "alg": "ES256" }').toString("base64url")}.a.b` }],
  ])("is not written: %s", (_what, more) => {
    const text = written({ ...record, ...more });
    expect(text).toMatch(/\(token, SHA-256 [0-9a-f]{64}\)/);
    expect(text).not.toMatch(/eyJ|sss|\.a\.b/);
  });

  test("takes nothing else with it", () => {
    const kept = { requestId: "aeyJ3kQm9ZxLpRw=", subject: "eyJattacker-one", sessionName: "firstname.lastname.eyJ" };
    const [line] = written({ ...record, ...kept, reason: `before ${token} after eyJ` }).split("\n");
    expect(JSON.parse(line ?? "")).toMatchObject({
      audit: { ...kept, reason: expect.stringMatching(/^before \(token, SHA-256 [0-9a-f]{64}\) after eyJ$/) },
    });
  });
});
