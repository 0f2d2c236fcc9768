import {
  AssumeRoleCommand,
  type AssumeRoleCommandOutput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { createStoredTexts } from "../../shared/adapters/external-id-stores.ts";
import { createExternalIds } from "../../shared/adapters/external-ids.ts";
import { createHttpHandler } from "../../shared/adapters/http-handler.ts";
import { Fault } from "../../shared/model/fault.ts";
import { CliError } from "../cli-error.ts";
import { describeAwsFailure } from "../output/describe-aws-failure.ts";
import type { AskSts, StsAnswer, StsCall, StsKeys } from "./sts-port.ts";

/** Many roles in a row are throttled: the SDK waits and asks again. A person waits for this, not an SDK of a caller. */
const patience = {
  maxAttempts: 5,
  retryMode: "standard",
  connectionTimeoutMs: 3_000,
  attemptTimeoutMs: 10_000,
} as const;

/** Codes whose words are about the role. Others quote what was signed, a session token among it. */
const spokenCodes: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "InvalidParameterValue",
  "MalformedPolicyDocument",
  "MalformedPolicyDocumentException",
  "NoSuchEntity",
  "PackedPolicyTooLarge",
  "PackedPolicyTooLargeException",
  "RegionDisabledException",
  "ValidationError",
]);

/** STS, with the credentials that the environment gives an SDK. */
export interface DoctorSts {
  readonly ask: AskSts;
  /**
   * ARN of who asks.
   * @throws CliError where the environment has no credentials, or STS does not take them
   */
  readonly whoAmI: () => Promise<string>;
}

/** @param region whose STS is asked where an account of the map names none */
export function createDoctorSts(region: string): DoctorSts {
  const requestHandler = createHttpHandler({ ...patience, keepsAlive: true });
  const { maxAttempts, retryMode } = patience;
  const settings = { requestHandler, maxAttempts, retryMode };
  const resolve = createExternalIds({ read: createStoredTexts(region), now: Date.now });
  const ownClients = new Map<string, STSClient>();

  function clientFor(callRegion: string, keys: StsKeys | undefined): STSClient {
    if (keys !== undefined) return new STSClient({ ...settings, region: callRegion, credentials: { ...keys } });
    const client = ownClients.get(callRegion) ?? new STSClient({ ...settings, region: callRegion });
    ownClients.set(callRegion, client);
    return client;
  }

  async function ask(call: StsCall, keys: StsKeys | undefined): Promise<StsAnswer> {
    let externalId: string | undefined;
    try {
      externalId = typeof call.externalId === "object" ? await resolve(call.externalId) : call.externalId;
    } catch (error) {
      return { isYes: false, code: "ExternalIdUnavailable", message: error instanceof Fault ? error.reason : "" };
    }
    try {
      const client = clientFor(call.region ?? region, keys);
      return readAnswer(await client.send(new AssumeRoleCommand(commandInput(call, externalId))));
    } catch (error) {
      return readError(error, externalId);
    }
  }

  return {
    ask,
    whoAmI: async () => {
      try {
        const { Arn: arn = "" } = await clientFor(region, undefined).send(new GetCallerIdentityCommand({}));
        return arn;
      } catch (error) {
        const failure = describeAwsFailure(error);
        throw new CliError(`STS does not say who asks: ${failure}; the service's own credentials are meant`);
      }
    },
  };
}

function commandInput(call: StsCall, externalId: string | undefined) {
  const { sourceIdentity, policy, policyArns, tags, transitiveTagKeys } = call;
  return {
    RoleArn: call.roleArn,
    RoleSessionName: call.sessionName,
    DurationSeconds: call.durationSeconds,
    ...(externalId !== undefined && { ExternalId: externalId }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    ...(policy !== undefined && { Policy: policy }),
    ...(policyArns.length > 0 && { PolicyArns: policyArns.map((arn) => ({ arn })) }),
    ...(tags.length > 0 && { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
    ...(transitiveTagKeys.length > 0 && { TransitiveTagKeys: [...transitiveTagKeys] }),
  };
}

function readAnswer({ Credentials: given }: AssumeRoleCommandOutput): StsAnswer {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
  return accessKeyId !== undefined && secretAccessKey !== undefined && sessionToken !== undefined
    ? { isYes: true, keys: { accessKeyId, secretAccessKey, sessionToken } }
    : { isYes: false, code: "UpstreamInvalid", message: "STS answered without credentials" };
}

function readError(error: unknown, externalId: string | undefined): StsAnswer {
  const code = error instanceof Error ? error.name : "Unknown";
  const words = error instanceof Error && spokenCodes.has(code) ? error.message : "";
  return {
    isYes: false,
    code,
    message: externalId === undefined ? words : words.replaceAll(externalId, "(external ID)"),
  };
}
