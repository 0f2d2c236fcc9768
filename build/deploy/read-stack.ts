import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { nameStack } from "./name-stack.ts";

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly region: string;
  /** By their names in the template. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Asks CloudFormation for the stack of a package.
 * @param stateFile where the framework notes what it has packaged
 * @throws Error where there is no such stack, or it may not be asked for
 */
export async function readStack(stateFile: string): Promise<DeployedStack> {
  const { region, stackName } = await nameStack(stateFile);
  const client = new CloudFormationClient({ region });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const outputs = stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
  return { region, outputs: Object.fromEntries(outputs) };
}
