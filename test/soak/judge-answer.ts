import type { SoakAnswer } from "./soak-answer.ts";
import type { Granted, Refused, SoakAsk } from "./soak-ask.ts";

/** What else bears on an answer. */
export interface Circumstances {
  /** STS throttled, or the machine stood still, just then or just before. */
  readonly isTroubled: boolean;
  /** When the caller's session ends that it was given last, by the same policy; undefined: it has none. */
  readonly heldUntilMs: number | undefined;
}

const minuteMs = 60_000;

/** `Expiration` is a whole second. */
const roundingMs = 1_000;

/** A session that is good for less is no answer, whatever else is broken. */
const lastResortMs = 2 * minuteMs;

const expirationPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** What is wrong with an answer, in words; none where it is as it must be. */
export function judgeAnswer(ask: SoakAsk, answer: SoakAnswer, circumstances: Circumstances): readonly string[] {
  const body = readBody(answer.text);
  if (body === undefined) return ["the body is no JSON object"];
  const common = answer.headers["cache-control"] === "no-store" ? [] : ["the answer may be stored"];
  const { expects } = ask;
  const isExcused = circumstances.isTroubled && isBusy(answer.status, body["code"]);
  if ("code" in expects && !(isExcused && ask.asksTable)) return [...common, ...judgeRefusal(expects, answer, body)];
  if (!("code" in expects) && answer.status === 200)
    return [...common, ...judgeSession(ask.subject, expects, answer, body, circumstances)];
  return [...common, ...judgeFailure(ask, answer, body, circumstances)];
}

function judgeRefusal(expects: Refused, { status }: SoakAnswer, body: Body): readonly string[] {
  if (status !== expects.status || body["code"] !== expects.code) {
    return [`${status} ${body["code"]} in place of ${expects.status} ${expects.code}`];
  }
  return judgeProblem(body);
}

/** A caller that has a session is never refused for what ails STS; who has none is told when to come again. */
function judgeFailure(
  { asksTable }: SoakAsk,
  { status, headers, atMs }: SoakAnswer,
  body: Body,
  { isTroubled, heldUntilMs = 0 }: Circumstances,
): readonly string[] {
  if (!isBusy(status, body["code"]) || !isTroubled) return [`${status} ${body["code"]} in place of credentials`];
  const isHeld = !asksTable && heldUntilMs - atMs > lastResortMs + roundingMs;
  return [
    ...judgeProblem(body),
    ...(/^[1-9]\d*$/.test(String(headers["retry-after"])) ? [] : ["it does not say when to come again"]),
    ...(isHeld ? ["a caller with a session was refused"] : []),
  ];
}

function isBusy(status: number, code: unknown): boolean {
  return (status === 429 && code === "Throttled") || (status === 503 && code === "UpstreamUnavailable");
}

function judgeProblem(body: Body): readonly string[] {
  const { code, message, Code, Message, requestId } = body;
  const isWhole = [code, message, requestId].every((member) => typeof member === "string" && member !== "");
  return isWhole && Code === code && Message === message ? [] : ["the error body is not whole"];
}

function judgeSession(
  subject: string,
  { roleArn, durationSeconds }: Granted,
  { identity, atMs }: SoakAnswer,
  body: Body,
  { isTroubled }: Circumstances,
): readonly string[] {
  const { Code, AccessKeyId, SecretAccessKey, Token, Expiration, RoleArn } = body;
  const texts = [AccessKeyId, SecretAccessKey, Token].every((member) => typeof member === "string" && member !== "");
  if (Code !== "Success" || !texts || typeof Expiration !== "string" || !expirationPattern.test(Expiration)) {
    return ["the credentials are not whole"];
  }
  const leftMs = Date.parse(Expiration) - atMs;
  const neededMs = isTroubled ? lastResortMs : Math.min(30 * minuteMs, (durationSeconds * 1_000) / 2);
  return [
    RoleArn === roleArn ? "" : `the role is ${RoleArn} in place of ${roleArn}`,
    identity === sessionArn(roleArn, subject) ? "" : `the credentials are those of ${identity}, and not of ${subject}`,
    leftMs >= neededMs - roundingMs
      ? ""
      : `${Math.round(leftMs / 1_000)} s are left where ${neededMs / 1_000} s must be`,
    leftMs <= durationSeconds * 1_000 + roundingMs ? "" : "the session is longer than was granted",
  ].filter((flaw) => flaw !== "");
}

function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, , , account, resource = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${resource.split("/").at(-1)}/${sessionName}`;
}

type Body = Readonly<Record<string, unknown>>;

function readBody(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}
