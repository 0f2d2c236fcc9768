import { codes } from "../model/codes.ts";
import { Fault } from "../model/fault.ts";
import type { Refusal } from "../model/refusal.ts";

/** Python, PHP and Go print the message to a person, some of them cut short. */
const messageCharacters = 100;

/**
 * The sentence that a caller reads: the code's own, or the refusal's `publicDetail`. `InvalidToken` has one whatever went wrong: a second
 * one would tell a forger how far the forgery got.
 */
export function publicMessage(failure: Refusal | Fault): string {
  const { title } = codes[failure.code];
  if (failure instanceof Fault || failure.code === "InvalidToken") {
    return title;
  }
  const names = failure.code === "GrantRequired" ? (failure.grants ?? []) : [];
  return failure.publicDetail ?? (names.length === 0 ? title : `${title}: ${shorten(names)}`);
}

/** As many names as fit a message, at least one; the body's `grants` has them all. */
function shorten(names: readonly string[]): string {
  const room = messageCharacters - codes.GrantRequired.title.length - ": and 9999 more".length;
  let used = 0;
  const fitting = names.filter((name, index) => {
    used += name.length + ", ".length;
    return index === 0 || used <= room;
  });
  const left = names.length - fitting.length;
  return left === 0 ? names.join(", ") : `${fitting.join(", ")} and ${left} more`;
}
