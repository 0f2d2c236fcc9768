import type { Caller } from "./caller.ts";
import type { Result } from "./stage.ts";

/** Asks for no permission, and no policy can take it away. */
export function getCallerIdentity(caller: Caller): Result {
  return [
    ["Arn", caller.arn],
    ["UserId", caller.userId],
    ["Account", caller.account],
  ];
}
