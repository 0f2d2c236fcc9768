import { readFile } from "node:fs/promises";
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** By their names in the template. */
  readonly outputs: Readonly<Record<string, string>>;
  /** ARN of the role that the functions run as. */
  readonly serviceRoleArn: string;
}

/** Where the framework notes what it has packaged. */
const stateFile = ".serverless/serverless-state.json";

/**
 * Asks CloudFormation for the stack of the package that was made last.
 * @throws Error where there is none, or it may not be asked
 */
export async function readStack(): Promise<DeployedStack> {
  const { service } = JSON.parse(await readFile(stateFile, "utf8")) as PackageState;
  const { region, stage, stackName: name = `${service.service}-${stage}` } = service.provider;
  const client = new CloudFormationClient({ region });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const role = { StackName: name, LogicalResourceId: "IamRoleLambdaExecution" };
  const { StackResourceDetail: detail } = await client.send(new DescribeStackResourceCommand(role));
  const [, partition, , , accountId] = stack?.StackId?.split(":") ?? [];
  return {
    name,
    region,
    outputs: Object.fromEntries(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []),
    serviceRoleArn: `arn:${partition}:iam::${accountId}:role/${detail?.PhysicalResourceId}`,
  };
}

interface PackageState {
  readonly service: {
    readonly service: string;
    readonly provider: { readonly region: string; readonly stage: string; readonly stackName?: string };
  };
}
