import { wireVendingProbe } from "../wire-vending-probe.ts";

/** Gets credentials as a caller does, and tells whether it could: by a schedule. */
export const handler = wireVendingProbe();
