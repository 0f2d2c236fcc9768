import { wireRefusalsProbe } from "../wire-refusals-probe.ts";

/** Asks for credentials as an attacker does, and tells what was not refused: by a schedule. */
export const handler = wireRefusalsProbe();
