import { readFile } from "node:fs/promises";

/** By what CloudFormation knows a stack. */
export interface StackName {
  readonly region: string;
  readonly stackName: string;
}

/**
 * The stack of a package, whether it is there yet or not.
 * @param stateFile where the framework notes what it has packaged
 */
export async function nameStack(stateFile: string): Promise<StackName> {
  const { service } = JSON.parse(await readFile(stateFile, "utf8")) as PackageState;
  const { region, stage, stackName = `${service.service}-${stage}` } = service.provider;
  return { region, stackName };
}

interface PackageState {
  readonly service: {
    readonly service: string;
    readonly provider: { readonly region: string; readonly stage: string; readonly stackName?: string };
  };
}
