import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";

/** What was thrown, as what a caller may know of it: neither a refusal nor a fault is a plain `Internal`. */
export function failureOf(error: unknown): Refusal | Fault {
  return error instanceof Refusal || error instanceof Fault ? error : new Fault("Internal", "unexpected error");
}
