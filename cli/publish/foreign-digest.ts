import { createHash } from "node:crypto";
import { digestOf } from "./verify-live.ts";

/** What to call a text that was put in its place by other means than `publish`, a map as an admin wrote it for instance. */
export function foreignDigest(text: string, location: string): string {
  return digestOf(text, location) ?? createHash("sha256").update(text).digest("hex");
}
