import { readFile } from "node:fs/promises";
import { findRemovals } from "./find-removals.ts";
import { readContent } from "./read-content.ts";

/**
 * Compares what was packaged with the stack that there is, and says what would leave.
 * @param folder where the framework has packaged
 * @returns a line each; none for a stack that is not there yet
 * @throws Error where something would leave that may not, or CloudFormation does not say what there is
 */
export async function refuseRemovals(folder: string, isAllowed: boolean): Promise<readonly string[]> {
  const deployed = await readContent(`${folder}/serverless-state.json`);
  if (deployed === undefined) return [];
  const packaged = await readFile(`${folder}/cloudformation-template-update-stack.json`, "utf8");
  const removals = findRemovals(deployed, { template: JSON.parse(packaged) });
  if (removals.length > 0 && !isAllowed) {
    throw new Error(
      `This would take away what the stack has; --allow-removal does:\n${removals.map((line) => `  ${line}\n`).join("")}`,
    );
  }
  return removals;
}
