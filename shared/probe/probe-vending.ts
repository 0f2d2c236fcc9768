import type { Credentials } from "../../clients/node/credentials.ts";
import { describeRefusal } from "../../clients/node/describe-refusal.ts";
import { parseCredentials } from "../../clients/node/parse-credentials.ts";
import { parseObject } from "../../clients/node/parse-object.ts";
import { credentialsRequest } from "./credentials-request.ts";
import type { Identify, ProbeTarget, SendRequest } from "./probe-ports.ts";

/** What came of one run. Holds no token and no secret. */
export interface VendingReport {
  readonly vended: boolean;
  /** Of the request for credentials alone; undefined where it brought none. */
  readonly requestMs?: number;
  /** At which step it ended, and why. */
  readonly failure?: { readonly step: "token" | "vend" | "use"; readonly reason: string };
  /** By which CloudTrail and the service's audit records know the session. */
  readonly accessKeyId?: string;
  readonly roleArn?: string | undefined;
}

export interface VendingProbeOptions {
  readonly target: ProbeTarget;
  /** What the credentials must be of; undefined: of what the answer says. */
  readonly roleArn: string | undefined;
  /** @throws Error whose message says why there is none */
  readonly readToken: () => Promise<string>;
  readonly send: SendRequest;
  readonly identify: Identify;
}

/** A cold start and the service's own limits are well below it. */
const requestBudgetMs = 5_000;

/**
 * Does once what a caller does: gets a token, shows it, and uses what it is given. One attempt: what a caller's retries would hide is what
 * is to be seen.
 */
export async function probeVending(options: VendingProbeOptions): Promise<VendingReport> {
  let token: string;
  try {
    token = await options.readToken();
  } catch (error) {
    return failed("token", error);
  }
  const startedMs = performance.now();
  let credentials: Credentials;
  try {
    credentials = await vend(options, token);
  } catch (error) {
    return failed("vend", error);
  }
  const requestMs = Math.round(performance.now() - startedMs);
  const { accessKeyId, roleArn } = credentials;
  const told = { requestMs, accessKeyId, roleArn };
  try {
    await use(options, credentials);
    return { vended: true, ...told };
  } catch (error) {
    return { ...failed("use", error), ...told };
  }
}

async function vend({ target, send }: VendingProbeOptions, token: string): Promise<Credentials> {
  const { status, body } = await send(credentialsRequest(target, { proper: token }), requestBudgetMs);
  if (status !== 200) throw new Error(`the service answered ${describeRefusal(status, parseObject(body), [token])}`);
  return parseCredentials(body, Date.now());
}

/** Whether AWS takes them, and for whom the grant is meant to make of its callers. */
async function use({ roleArn, identify }: VendingProbeOptions, credentials: Credentials): Promise<void> {
  const { roleArn: told, accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (roleArn !== undefined && told !== undefined && told !== roleArn) {
    throw new Error(`the answer is of ${told}, not of ${roleArn}`);
  }
  const arn = await identify({ accessKeyId, secretAccessKey, sessionToken });
  const expected = roleArn ?? told;
  if (expected !== undefined && sessionRole(arn) !== roleWithoutPath(expected)) {
    throw new Error(`AWS takes the bearer for ${arn}, and not for a session of ${expected}`);
  }
}

/** STS names a session by its role without the role's path. */
function sessionRole(arn: string): string | undefined {
  const [, partition, account, role] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  return partition && `${partition} ${account} ${role}`;
}

function roleWithoutPath(arn: string): string {
  const [, partition, account, role] = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return `${partition} ${account} ${role}`;
}

function failed(step: "token" | "vend" | "use", error: unknown): VendingReport {
  return { vended: false, failure: { step, reason: error instanceof Error ? error.message : "it failed" } };
}
