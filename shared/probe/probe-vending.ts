import type { Credentials } from "../../clients/node/credentials.ts";
import { parseCredentials } from "../../clients/node/parse-credentials.ts";
import { credentialsRequest } from "./credentials-request.ts";
import { describeStatus } from "./describe-status.ts";
import type { Identify, ProbeTarget, SendRequest } from "./probe-ports.ts";

/** What came of one run. Holds no token and no secret. */
export interface VendingReport {
  readonly vended: boolean;
  /** Of the request for credentials alone; undefined where it brought none. */
  readonly requestMs?: number;
  /** At which step it ended, and why. */
  readonly failure?: { readonly step: "token" | "vend" | "use"; readonly reason: string };
  /** By which CloudTrail and the service's audit records know the session. */
  readonly accessKeyId?: string | undefined;
  /** Of which AWS says that the session is. */
  readonly roleArn?: string;
}

export interface VendingProbeOptions {
  readonly target: ProbeTarget;
  /** What the credentials must be of; undefined: of what the answer says, which must say so then. */
  readonly roleArn: string | undefined;
  /** @throws Error whose message says why there is none */
  readonly readToken: () => Promise<string>;
  readonly send: SendRequest;
  readonly identify: Identify;
}

/** Of a session. */
const keyIdShape = /^ASIA[A-Z0-9]{12,28}$/;

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
  const { accessKeyId } = credentials;
  // All else is text of the answer's: nothing of it gets into a log, for it might be a part of what was shown.
  const told = { requestMs, accessKeyId: keyIdShape.test(accessKeyId) ? accessKeyId : undefined };
  try {
    return { vended: true, ...told, roleArn: await use(options, credentials) };
  } catch (error) {
    return { ...failed("use", error), ...told };
  }
}

async function vend({ target, send }: VendingProbeOptions, token: string): Promise<Credentials> {
  const { status, body } = await send(credentialsRequest(target, { proper: token }), requestBudgetMs);
  if (status !== 200) throw new Error(`the service answered ${describeStatus(status, body)}`);
  return parseCredentials(body, Date.now());
}

/** Whether AWS takes them, and for whom the grant is meant to make of its callers: the ARN of the role. */
async function use({ roleArn, identify }: VendingProbeOptions, credentials: Credentials): Promise<string> {
  const { roleArn: told, accessKeyId, secretAccessKey, sessionToken } = credentials;
  const expected = roleArn ?? told;
  if (expected === undefined)
    throw new Error("neither PROBE_ROLE nor the answer says of which role the credentials are");
  if (told !== undefined && told !== expected) throw new Error(`the answer is of another role than ${expected}`);
  const arn = await identify({ accessKeyId, secretAccessKey, sessionToken });
  const role = sessionRole(arn);
  if (role === undefined || role !== roleWithoutPath(expected)) {
    const meant = roleArn ?? "the role that the answer names";
    throw new Error(`AWS takes the bearer for ${withoutSession(arn)}, and not for a session of ${meant}`);
  }
  return roleArn ?? role;
}

/** Whoever makes a session names it, by a part of a token if he likes. */
function withoutSession(arn: string): string {
  return arn.replace(/(:assumed-role\/[^/]+)\/.*$/, "$1");
}

/** STS names a session by its role without the role's path. */
function sessionRole(arn: string): string | undefined {
  const [, partition, account, role] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  return partition && `arn:${partition}:iam::${account}:role/${role}`;
}

function roleWithoutPath(arn: string): string {
  return arn.replace(/(:role\/).*\//, "$1");
}

function failed(step: "token" | "vend" | "use", error: unknown): VendingReport {
  return { vended: false, failure: { step, reason: error instanceof Error ? error.message : "it failed" } };
}
