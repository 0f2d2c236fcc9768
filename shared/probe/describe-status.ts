import { parseObject } from "../../clients/node/parse-object.ts";
import { codes } from "../model/codes.ts";

/**
 * What an answer is that is not the one hoped for, with nothing of its text but a code of ours: whoever answers in the service's place has been
 * shown a token, and could have any part of it written to the log, in any spelling.
 */
export function describeStatus(status: number, body: string): string {
  const code = parseObject(body)?.["code"];
  const known = typeof code === "string" && Object.hasOwn(codes, code) ? code : "without a code of the service's";
  return `${status} ${known} (${Buffer.byteLength(body)} bytes)`;
}
