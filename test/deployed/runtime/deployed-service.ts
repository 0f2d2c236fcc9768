import type { Route } from "../../../local/gateway/route.ts";

/** A function as the packaged template describes it. JSON values alone: it crosses from the set-up to the tests. */
export interface DeployedFunction {
  /** As in `serverless.yml`. */
  readonly name: string;
  /** Path and export, in the spelling that Lambda gives its runtime. */
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its zip was unpacked: Lambda's `/var/task`. */
  readonly taskRoot: string;
}

/** What was packaged. */
export interface DeployedService {
  readonly functions: readonly DeployedFunction[];
  /** Of the HTTP API, which all have payload 2.0. */
  readonly routes: readonly Route[];
  /** Of the private REST API, which has payload 1.0. */
  readonly privateRoutes: readonly Route[];
}
