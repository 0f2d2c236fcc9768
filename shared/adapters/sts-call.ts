import { AssumeRoleCommand, type AssumeRoleCommandOutput, type STSClient } from "@aws-sdk/client-sts";
import type { ResolvedInput } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import type { Session } from "../model/session.ts";

export interface StsCall {
  readonly client: STSClient;
  readonly input: ResolvedInput;
  readonly abortSignal: AbortSignal;
}

/** One AssumeRole over the SDK, for this many seconds. */
export async function callSts({ client, input, abortSignal }: StsCall, durationSeconds: number): Promise<Session> {
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
