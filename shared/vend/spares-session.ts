import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";

/** Whether a session that is kept outlasts this failure: outages and throttles pass, while one of a role that is refused must not live on. */
export function sparesSession(error: unknown): boolean {
  return error instanceof Fault || (error instanceof Refusal && error.code === "Throttled");
}
