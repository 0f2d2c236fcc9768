import { InvalidArgumentError } from "commander";
import { Flaw } from "../../shared/policy-map/findings.ts";
import { parseDuration } from "../../shared/policy-map/parse-duration.ts";

/**
 * A `--duration`, in seconds.
 * @throws InvalidArgumentError where it is neither seconds nor such as 1h30m
 */
export function readDuration(text: string): number {
  try {
    return parseDuration(/^\d+$/.test(text) ? Number(text) : text);
  } catch (error) {
    if (error instanceof Flaw) {
      throw new InvalidArgumentError("Write seconds, or such as 1h, 30m or 1h30m.");
    }
    throw error;
  }
}
