import { expect, test } from "vitest";
import { type Code, codes, type FaultCode, type RefusalCode } from "../../../shared/model/codes.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { presentStsProblem } from "../../../shared/present/sts-problem.ts";

const faults: readonly Code[] = ["Internal", "UpstreamInvalid", "UpstreamUnavailable"];
const failure = (code: Code) =>
  faults.includes(code) ? new Fault(code as FaultCode, "secret") : new Refusal(code as RefusalCode, "secret");
const present = (error: unknown) => presentStsProblem(error, { requestId: "JKJa=" });

test("a refusal is answered byte for byte", () => {
  expect(present(new Refusal("NotGranted", "sub is bob"))).toStrictEqual({
    status: 403,
    headers: { "content-type": "text/xml", "cache-control": "no-store" },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>AccessDenied</Code>
    <Message>NotGranted: No such grant for this caller</Message>
  </Error>
  <RequestId>JKJa=</RequestId>
</ErrorResponse>
`,
  });
});

/** What SDKs do about an error: they ask again, or they do not. */
const askedAgain = ["Throttling", "InternalFailure", "ServiceUnavailable"];

test.each(Object.keys(codes) as Code[])("%s is asked again exactly where that may help", (code) => {
  const { status, body } = present(failure(code));
  const stsCode = /<Code>(.*)<\/Code>/.exec(body)?.[1] ?? "";
  expect(body).toContain(`<Type>${status < 500 ? "Sender" : "Receiver"}</Type>`);
  expect(body).toContain(`<Message>${code}: ${codes[code].title.replaceAll("'", "&apos;")}</Message>`);
  expect(body).not.toContain("secret");
  // A token that is not valid yet is not worth the three tries within a second that SDKs make.
  expect(askedAgain.includes(stsCode)).toBe(codes[code].retryable && code !== "TokenNotYetValid");
  expect(status >= 500 || stsCode === "Throttling").toBe(askedAgain.includes(stsCode));
});

test("who is throttled is told when to come back", () => {
  const { status, headers } = present(new Refusal("Throttled", "r", { retryAfterSeconds: 7 }));
  expect({ status, wait: headers["retry-after"] }).toEqual({ status: 400, wait: "7" });
});

test("what nobody foresaw says nothing of itself", () => {
  const { status, body } = present(new Error("secret"));
  expect(status).toBe(500);
  expect(body).toContain("<Code>InternalFailure</Code>");
  expect(body).not.toContain("secret");
});
