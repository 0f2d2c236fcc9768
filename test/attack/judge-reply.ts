import { codes } from "../../shared/model/codes.ts";
import type { ExpectedAnswer } from "./attack-case.ts";
import type { WireReply } from "./send-wire.ts";

const problemMembers = [
  "code",
  "message",
  "Code",
  "Message",
  "type",
  "title",
  "status",
  "detail",
  "instance",
  "requestId",
];

/** On every answer of a function. */
const fixedHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000",
};

/** What tells a web page, a cache or an attacker what it must not know. */
const unwantedHeaders = /^(?:access-control-|set-cookie$|server$|x-powered-by$|etag$|location$)/;

/** A place in code, a role, a file of ours: nothing that a caller is told has any of it. */
const unwantedText = /arn:aws|node_modules|\.ts\b|\n\s+at |undefined|\[object/;

/** The whole of an error in the protocol of STS. */
const stsProblem =
  /^<ErrorResponse xmlns="[^"<]+">\s*<Error>\s*<Type>(?:Sender|Receiver)<\/Type>\s*<Code>(\w+)<\/Code>\s*<Message>([^<]*)<\/Message>\s*<\/Error>\s*<RequestId>([^<]*)<\/RequestId>\s*<\/ErrorResponse>\s*$/;

/** What is wrong with an answer, as far as can be told without knowing what was sent. Empty where nothing is. */
export function judgeReply(expected: ExpectedAnswer, reply: WireReply): readonly string[] {
  switch (expected.kind) {
    case "refused":
      return [...judgeProblem(expected, reply), ...judgeHeaders(reply), ...judgeStatusHeaders(reply)];
    case "stsRefused":
      return [...judgeStsProblem(expected, reply), ...judgeHeaders(reply)];
    case "gateway":
      return judgeGateway(expected.status, reply);
    case "vended":
      return [...judgeStatus(200, reply), ...judgeCredentials(reply), ...judgeHeaders(reply)];
    case "answered":
      return [...judgeStatus(expected.status, reply), ...judgeHeaders(reply)];
    case "oneOf": {
      const judged = expected.answers.map((answer) => judgeReply(answer, reply));
      return judged.find((wrong) => wrong.length === 0) ?? judged.flat();
    }
  }
}

function judgeStatus(status: number, reply: WireReply): readonly string[] {
  return reply.status === status ? [] : [`status ${reply.status}, not ${status}: ${reply.body.slice(0, 200)}`];
}

function judgeProblem(expected: { readonly status: number; readonly code: string }, reply: WireReply): string[] {
  const wrong = [...judgeStatus(expected.status, reply)];
  const body = parse(reply.body);
  if (body === undefined) return [...wrong, `the body is no JSON object: ${reply.body.slice(0, 200)}`];
  const members = expected.code === "GrantRequired" ? [...problemMembers, "grants"] : problemMembers;
  if (Object.keys(body).join() !== members.join()) wrong.push(`the body's members are ${Object.keys(body).join()}`);
  if (body["code"] !== expected.code) wrong.push(`code ${String(body["code"])}, not ${expected.code}`);
  if (body["status"] !== reply.status) wrong.push("the body has another status than the answer");
  const [requestId] = reply.headers.get("x-request-id") ?? [];
  if (body["requestId"] !== requestId) wrong.push("the body has another request id than the header");
  // Two sentences for one code would tell a forger how far the forgery got.
  if (expected.code === "InvalidToken" && body["message"] !== codes.InvalidToken.title) wrong.push("another sentence");
  // The gateway's id is random, and may spell anything.
  if (unwantedText.test(reply.body.replaceAll(String(requestId), "")))
    wrong.push(`the body tells too much: ${reply.body}`);
  return wrong;
}

function judgeStsProblem(
  expected: { readonly status: number; readonly stsCode: string; readonly code: string },
  reply: WireReply,
): string[] {
  const wrong = [...judgeStatus(expected.status, reply)];
  const type = reply.headers.get("content-type")?.join();
  if (type !== "text/xml") wrong.push(`content-type is ${type}`);
  const [, code, message = "", requestId] = stsProblem.exec(reply.body) ?? [];
  if (code !== expected.stsCode) wrong.push(`code ${code}, not ${expected.stsCode}: ${reply.body.slice(0, 300)}`);
  if (!message.startsWith(`${expected.code}: `)) wrong.push(`the message is ${message}`);
  if (expected.code === "InvalidToken" && message !== `InvalidToken: ${codes.InvalidToken.title}`)
    wrong.push("another sentence");
  if (requestId !== reply.headers.get("x-request-id")?.[0])
    wrong.push("the body has another request id than the header");
  if (unwantedText.test(message)) wrong.push(`the body tells too much: ${message}`);
  return wrong;
}

function judgeHeaders({ headers }: WireReply): string[] {
  const wrong = [...headers.keys()].filter((name) => unwantedHeaders.test(name)).map((name) => `has a header ${name}`);
  for (const [name, value] of Object.entries(fixedHeaders)) {
    if (headers.get(name)?.join() !== value) wrong.push(`${name} is ${headers.get(name)?.join()}`);
  }
  if (headers.get("x-request-id")?.length !== 1) wrong.push("no request id");
  return wrong;
}

function judgeStatusHeaders({ status, headers }: WireReply): string[] {
  const contentType = headers.get("content-type")?.join() ?? "";
  const wrong = /^application\/(?:problem\+)?json$/.test(contentType) ? [] : [`content-type is ${contentType}`];
  const challenges = headers.get("www-authenticate") ?? [];
  const isChallenge = challenges.length === 1 && /^(?:Bearer|DPoP)(?: |$)/.test(challenges[0] ?? "");
  if ((status === 401) !== isChallenge) wrong.push(`www-authenticate is ${challenges.join()} at status ${status}`);
  const isBusy = status === 429 || status === 503;
  const [wait = ""] = headers.get("retry-after") ?? [];
  if (isBusy !== /^[1-9]\d*$/.test(wait)) wrong.push(`retry-after is ${wait} at status ${status}`);
  return wrong;
}

function judgeGateway(status: number, reply: WireReply): string[] {
  const wrong = [...judgeStatus(status, reply)];
  const body = parse(reply.body);
  if (body === undefined || Object.keys(body).join() !== "message")
    wrong.push(`the body is ${reply.body.slice(0, 200)}`);
  return wrong;
}

function judgeCredentials(reply: WireReply): string[] {
  const { AccessKeyId: id, SecretAccessKey: secret, Token: token, Expiration: until } = parse(reply.body) ?? {};
  const isWhole = [id, secret, token, until].every((value) => typeof value === "string" && value !== "");
  return isWhole ? [] : ["no credentials"];
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
