import { parseArgs } from "node:util";

/**
 * The profile that the framework is told to deploy as (`--aws-profile`), so that what is done beside it is done as the same.
 * @param options the framework's
 * @returns undefined: none, or none that the framework takes
 */
export function profileOf(options: readonly string[]): string | undefined {
  const { values } = parseArgs({
    args: [...options],
    options: { "aws-profile": { type: "string" } },
    // The rest is the framework's to know.
    strict: false,
  });
  const { "aws-profile": profile } = values;
  return typeof profile === "string" && profile !== "" ? profile : undefined;
}
