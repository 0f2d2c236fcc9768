import { type Format, formats } from "../model/format.ts";
import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk, HttpRequest } from "../model/request.ts";
import { askLimits, askRules } from "./ask-limits.ts";
import { isContentType } from "./is-content-type.ts";
import { malformed } from "./malformed.ts";
import { parseJsonObject } from "./parse-json-object.ts";

/** The names in the path of the route that matched. */
export interface AskPath {
  readonly grant?: string | undefined;
  readonly account?: string | undefined;
}

const parameterPrefix = "param.";
/** No sign, exponent, fraction or leading zero: one spelling a number. */
const wholeNumber = /^(?:0|[1-9]\d*)$/;

/**
 * What a caller asks for: in path and query string of a `GET`, in the JSON body of a `POST`. Unknown and repeated
 * parts are refused rather than passed over, since a misspelled `duration` would silently give another session than
 * was meant. `format` is one of the known ones, where there is one; whether the caller may have any of it is not said yet.
 *
 * @throws Refusal `InvalidRequest`, `UnsupportedMediaType`
 */
export async function readAsk(request: HttpRequest, path: AskPath): Promise<CredentialsAsk> {
  for (const name of [path.grant, path.account]) {
    if (name !== undefined && (name === "" || name.length > askLimits.nameCharacters)) {
      throw malformed(askRules.grant);
    }
  }
  return request.method === "POST" ? readPosted(request) : readQueried(request, path);
}

function readQueried(request: HttpRequest, path: AskPath): CredentialsAsk {
  if (request.body !== undefined) {
    throw malformed("A GET takes no body");
  }
  let format: Format | undefined;
  let durationSeconds: number | undefined;
  const parameters = new Map<string, string>();
  for (const [name, values] of request.query) {
    const value = onlyValue(values);
    if (name === "format") {
      format = readFormat(value);
    } else if (name === "duration") {
      durationSeconds = readDuration(value);
    } else if (name.startsWith(parameterPrefix)) {
      parameters.set(name.slice(parameterPrefix.length), value);
    } else {
      throw malformed("Query parameters are format, duration and param.NAME");
    }
  }
  return { grant: path.grant, account: path.account, format, durationSeconds, parameters: checkParameters(parameters) };
}

/** The schema is loaded when the first body comes: zod costs a cold start 16 ms, and SDKs only ever send a `GET`. */
async function readPosted(request: HttpRequest): Promise<CredentialsAsk> {
  if (request.query.size > 0) {
    throw malformed("A POST takes no query parameters: put them into the body");
  }
  if (!isContentType(request.headers.get("content-type") ?? [], "application/json")) {
    throw new Refusal("UnsupportedMediaType", "the content type is not application/json", {
      publicDetail: "Send the body as application/json",
    });
  }
  const body = parseJsonObject(request.body);
  const { askSchema } = await import("./ask-schema.ts");
  const ask = askSchema.safeParse(body);
  if (!ask.success) {
    throw malformed(ruleOf(ask.error.issues[0]?.path[0]));
  }
  const { grant: grantOrTarget, format, durationSeconds, parameters = {} } = ask.data;
  const [grant, account] = grantOrTarget?.split("/") ?? [];
  return { grant, account, format, durationSeconds, parameters: new Map(Object.entries(parameters)) };
}

function ruleOf(member: unknown): string {
  for (const [name, rule] of Object.entries(askRules)) {
    if (name === member) {
      return rule;
    }
  }
  return `The body's members are ${Object.keys(askRules).join(", ")}`;
}

function onlyValue(values: readonly string[]): string {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    throw malformed("Give each query parameter once");
  }
  return value;
}

function readFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) {
    throw malformed(askRules.format);
  }
  return format;
}

function readDuration(text: string): number {
  const seconds = Number(text);
  if (!wholeNumber.test(text) || !Number.isSafeInteger(seconds)) {
    throw malformed(askRules.durationSeconds);
  }
  return seconds;
}

function checkParameters(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const areFine = [...parameters].every(
    ([name, value]) => askLimits.parameterName.test(name) && value.length <= askLimits.parameterValueCharacters,
  );
  if (!areFine || parameters.size > askLimits.parameterCount) {
    throw malformed(askRules.parameters);
  }
  return parameters;
}
