import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";

/** Outages and throttles pass, and a session may outlast them; one of a role that is refused must not live on. */
export function mayPass(error: unknown): boolean {
  return error instanceof Fault || (error instanceof Refusal && error.code === "Throttled");
}
