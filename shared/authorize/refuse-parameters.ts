import { Fault } from "../model/fault.ts";
import type { Template } from "../model/policy-document.ts";
import { sourceOf } from "./source-of.ts";

/**
 * Session tags and the source identity are this service's word about a caller, and roles give access by them: a caller must
 * never choose one. Loading a map refuses a parameter there; a document that came another way is our failure and not the
 * caller's, so it is a fault that alarms, before STS is asked.
 * @throws Fault `Internal`
 */
export function refuseParameters(template: Template, place: string, grant: string): void {
  if (template.some((part) => sourceOf(part) === "params")) {
    throw new Fault("Internal", `grant ${grant}: a parameter may not go into ${place}`);
  }
}
