import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import type { StackContent } from "./find-removals.ts";
import { nameStack } from "./name-stack.ts";

/**
 * Asks CloudFormation for what the stack of a package has now.
 * @param stateFile where the framework notes what it has packaged
 * @returns undefined where there is no stack yet
 * @throws Error where it may not be asked for
 */
export async function readContent(stateFile: string): Promise<StackContent | undefined> {
  const { region, stackName } = await nameStack(stateFile);
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const { TemplateBody = "" } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    const parameters = stack?.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]);
    return { template: JSON.parse(TemplateBody), parameters: Object.fromEntries(parameters ?? []) };
  } catch (error) {
    // Its only name for it.
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
