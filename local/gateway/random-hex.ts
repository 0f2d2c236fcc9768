import { randomUUID } from "node:crypto";

/**
 * 96 random bits, as 24 hex digits: those of a UUID, without the parts that say its version. Node draws UUIDs from a pool, while
 * `randomBytes` asks for new ones each time, which takes longer than all else that makes an event.
 */
export function randomHex(): string {
  const [first, second, , , last] = randomUUID().split("-");
  return `${first}${second}${last}`;
}
