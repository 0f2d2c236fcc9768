import type { Caller } from "../../shared/model/caller.ts";
import { type Code, codes } from "../../shared/model/codes.ts";
import { stsCodes } from "../../shared/present/sts-codes.ts";
import { presentStsProblem } from "../../shared/present/sts-problem.ts";
import { presentWebIdentity } from "../../shared/present/web-identity.ts";
import { exampleRequestId } from "./example-request-id.ts";
import { exampleSession } from "./example-session.ts";
import { failureOfCode } from "./failure-of-code.ts";
import { pickHeaders } from "./pick-headers.ts";
import { readXml, type XmlObject } from "./read-xml.ts";
import { reference } from "./reference.ts";
import { stsErrorSchema } from "./sts-schemas.ts";

/** Another method at that path is another route. */
const codesOfCall = (Object.keys(codes) as Code[]).filter((code) => code !== "MethodNotAllowed");

/** What `POST /` answers, by status. */
export function stsResponses(): Readonly<Record<string, object>> {
  const statuses = [...new Set(codesOfCall.map((code) => stsCodes[code].status))].toSorted((a, b) => a - b);
  return { 200: answered(), ...Object.fromEntries(statuses.map((status) => [status, refusedWith(status)])) };
}

function answered(): object {
  return {
    description: "Credentials, as STS answers the action",
    headers: pickHeaders("DPoP-Nonce"),
    content: {
      "text/xml": { schema: reference("schemas", "AssumeRoleWithWebIdentityResponse"), example: example() },
    },
  };
}

function example(): XmlObject {
  // Only a verified token makes one: this stands for nobody.
  const caller = {
    subject: "report-runner",
    issuer: "https://idp.corp.example",
    claims: { aud: "https://vend.corp.example" },
  } as unknown as Caller;
  const whose = { caller, sourceIdentity: "report-runner", requestId: exampleRequestId };
  return readXml(presentWebIdentity(exampleSession, whose).body);
}

function refusedWith(status: number): object {
  const group = codesOfCall.filter((code) => stsCodes[code].status === status);
  const example = (code: Code) => presentStsProblem(failureOfCode(code), { requestId: exampleRequestId });
  const throttled = { ...pickHeaders(), "Retry-After": reference("headers", "RetryAfterThrottling") };
  return {
    description: group.map((code) => `\`${stsCodes[code].code}\` for \`${code}\``).join("; "),
    headers: group.includes("Throttled") ? throttled : status < 500 ? pickHeaders() : pickHeaders("Retry-After"),
    content: {
      "text/xml": {
        schema: stsErrorSchema(group),
        example: readXml(example(group[0] as Code).body),
      },
    },
  };
}
