import { codes } from "../../shared/model/codes.ts";
import type { WireCall, WireReply } from "./send-wire.ts";

/** Shorter texts are found in any answer by chance. */
const leastCharacters = 6;

/** What the service says of its own accord, whatever was sent. */
const vocabulary = JSON.stringify([
  Object.entries(codes),
  "application/problem+json; urn:credential-vending:error:request: x-request-id apigw-requestid cache-control no-store",
  "content-type content-length connection: close date www-authenticate Bearer error_description invalid_token DPoP",
  "algs RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519",
  "content-security-policy default-src 'none'; frame-ancestors 'none' referrer-policy no-referrer",
  "retry-after allow GET, POST strict-transport-security x-content-type-options nosniff HTTP/1.1 code message requestId",
  "The content type is not Send the body as application/json Query parameters are format, duration and param.NAME",
  "The format is one of container process ruby boto camel php imds env requests durationSeconds parameters",
  // The map's own name for it, and listed for who may use it.
  "Parameter dataset is missing is not of the declared form",
  "A GET takes no body A name has characters A POST takes no query parameters: put them into the body The path is malformed",
  "Send the parameters as application/x-www-form-urlencoded The token goes into WebIdentityToken: send no Authorization header",
  "The parameters are Action, Version, RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds Policy, PolicyArns and ProviderId",
  "AssumeRoleWithWebIdentity is the only action here ErrorResponse https://sts.amazonaws.com/doc/2011-06-15/ Sender",
]).toLowerCase();

/** A text of the request that came back in the answer: a part of the token, a claim, a name, a value; undefined where none did. */
export function findEcho(call: WireCall, reply: WireReply): string | undefined {
  const answered = `${[...reply.headers].flat(2).join("\n")}\n${reply.body}`;
  return [...sentTexts(call)].find(
    (text) =>
      text.length >= leastCharacters &&
      (answered.includes(text) || answered.includes(JSON.stringify(text).slice(1, -1))) &&
      !vocabulary.includes(text.toLowerCase()),
  );
}

function sentTexts({ target = "", headers = [], body = "" }: WireCall): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const part of target.split(/[/?&=#]/)) addDecoded(part, texts);
  for (const [, value] of headers) for (const word of value.split(/[\s,]+/)) addToken(word, texts);
  const bodyText = Buffer.from(body).toString("utf8");
  addJson(bodyText, texts);
  if (isForm(headers)) for (const part of bodyText.split(/[&=]/)) addDecoded(part.replaceAll("+", " "), texts);
  return texts;
}

function isForm(headers: NonNullable<WireCall["headers"]>): boolean {
  return headers.some(([, value]) => value === "application/x-www-form-urlencoded");
}

function addDecoded(part: string, texts: Set<string>): void {
  texts.add(part);
  try {
    texts.add(decodeURIComponent(part));
  } catch {
    // Not an encoding: it was added as it is.
  }
}

function addToken(word: string, texts: Set<string>): void {
  texts.add(word);
  for (const part of word.split(".")) {
    texts.add(part);
    addJson(Buffer.from(part, "base64url").toString("utf8"), texts);
  }
}

function addJson(text: string, texts: Set<string>): void {
  texts.add(text);
  try {
    addStrings(JSON.parse(text), texts);
  } catch {
    // Not JSON: it was added as it is.
  }
}

function addStrings(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value)) texts.add(name);
      addStrings(member, texts);
    }
  }
}
