import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { ResolvedInput } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import type { AssumeRole } from "../model/ports.ts";
import type { Session } from "../model/session.ts";
import { isChainLimit, readStsError } from "./sts-errors.ts";

/** How long STS may take. Callers' SDKs give up after one second (Java, PHP, JavaScript) or two (Python): longer helps nobody. */
export interface StsLimits {
  /** Until the connection stands. */
  readonly connectionTimeoutMs: number;
  /** Until one attempt is answered. */
  readonly attemptTimeoutMs: number;
  /** Until the last attempt is answered. */
  readonly totalTimeoutMs: number;
  readonly attempts: number;
}

const defaultLimits: StsLimits = {
  connectionTimeoutMs: 500,
  attemptTimeoutMs: 1_000,
  totalTimeoutMs: 2_000,
  attempts: 2,
};

/** The longest session of a role chain, in seconds. */
const chainedSeconds = 3_600;

/**
 * AssumeRole over the AWS SDK. One connection pool for all clients; one client for each region, and one for each call of a
 * chain that is signed with another role's credentials.
 * @param options.region of the STS endpoint where an account names none
 */
export function createAssumeRole(options: { readonly region: string; readonly limits?: StsLimits }): AssumeRole {
  const { limits = defaultLimits } = options;
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: limits.connectionTimeoutMs,
    requestTimeout: limits.attemptTimeoutMs,
    // Without it, the SDK only warns.
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true },
    httpsAgent: { keepAlive: true },
  });
  const settings = { requestHandler, maxAttempts: limits.attempts, retryMode: "standard" };
  const ownClients = new Map<string, STSClient>();
  let ownRoleIsChained = false;

  function clientFor(region: string, session: Session | undefined): STSClient {
    if (session !== undefined) {
      // A copy, since the SDK writes a mark of its own into the credentials that it is given.
      const { accessKeyId, secretAccessKey, sessionToken } = session;
      return new STSClient({ ...settings, region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
    }
    const client = ownClients.get(region) ?? new STSClient({ ...settings, region });
    ownClients.set(region, client);
    return client;
  }

  /**
   * AWS exempts applications on EC2 from the chain limit and is silent on Lambda: STS's answer decides, once. A session's
   * own call is a chain's without a doubt.
   */
  async function callAsAllowed(call: Call, isChained: boolean): Promise<Session> {
    const allowedSeconds = Math.min(call.input.durationSeconds, chainedSeconds);
    try {
      return await send(call, isChained ? allowedSeconds : call.input.durationSeconds);
    } catch (error) {
      if (isChained || !isChainLimit(error)) {
        throw error;
      }
      ownRoleIsChained = true;
      return await send(call, allowedSeconds);
    }
  }

  return async (input, { region = options.region, credentials, budgetMs = limits.totalTimeoutMs }) => {
    const abortSignal = AbortSignal.timeout(Math.max(0, Math.min(budgetMs, limits.totalTimeoutMs)));
    const call = { client: clientFor(region, credentials), input, abortSignal };
    try {
      return await callAsAllowed(call, credentials !== undefined || ownRoleIsChained);
    } catch (error) {
      throw readStsError(error, input);
    }
  };
}

interface Call {
  readonly client: STSClient;
  readonly input: ResolvedInput;
  readonly abortSignal: AbortSignal;
}

async function send({ client, input, abortSignal }: Call, durationSeconds: number): Promise<Session> {
  const output = await client.send(new AssumeRoleCommand(toCommandInput(input, durationSeconds)), { abortSignal });
  return readSession(output, input, durationSeconds);
}

function toCommandInput(input: ResolvedInput, durationSeconds: number) {
  return {
    RoleArn: input.roleArn,
    RoleSessionName: input.sessionName,
    DurationSeconds: durationSeconds,
    ...(input.externalId !== undefined && { ExternalId: input.externalId }),
    ...(input.sourceIdentity !== undefined && { SourceIdentity: input.sourceIdentity }),
    ...(input.policy !== undefined && { Policy: input.policy }),
    ...(input.policyArns.length > 0 && { PolicyArns: input.policyArns.map((arn) => ({ arn })) }),
    ...(input.tags.length > 0 && { Tags: input.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
    ...(input.transitiveTagKeys.length > 0 && { TransitiveTagKeys: [...input.transitiveTagKeys] }),
  };
}

function readSession(output: AssumeRoleCommandOutput, input: ResolvedInput, durationSeconds: number): Session {
  const { Credentials: credentials, AssumedRoleUser: user } = output;
  const expiresAtMs = credentials?.Expiration?.getTime() ?? Number.NaN;
  if (
    !credentials?.AccessKeyId ||
    !credentials.SecretAccessKey ||
    !credentials.SessionToken ||
    !Number.isFinite(expiresAtMs) ||
    !user?.Arn ||
    !user.AssumedRoleId
  ) {
    throw new Fault("UpstreamInvalid", "STS answered without credentials, their expiry or the assumed role");
  }
  return Object.freeze({
    accessKeyId: credentials.AccessKeyId,
    secretAccessKey: credentials.SecretAccessKey,
    sessionToken: credentials.SessionToken,
    expiresAtMs,
    roleArn: input.roleArn,
    assumedRoleArn: user.Arn,
    assumedRoleId: user.AssumedRoleId,
    durationSeconds,
    packedPolicyPercent: output.PackedPolicySize,
    wasShortenedAsChain: durationSeconds < input.durationSeconds,
  });
}
