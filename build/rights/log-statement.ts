import type { Statement } from "./statement.ts";

/**
 * Leave to write the logs of these functions, and of no others. The stack makes the groups: who only writes to them need not make any.
 * @param functions their names in `serverless.yml`
 */
export function logStatement(functions: readonly string[]): Statement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: functions.map((name) => ({ "Fn::GetAtt": [`${logicalName(name)}LogGroup`, "Arn"] })),
  };
}

/** As the framework names what it makes of a function. */
function logicalName(name: string): string {
  return name
    .replace(/^./, (letter) => letter.toUpperCase())
    .replaceAll("-", "Dash")
    .replaceAll("_", "Underscore");
}
