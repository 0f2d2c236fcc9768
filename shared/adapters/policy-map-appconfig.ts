import type { AppConfigDataClient, GetLatestConfigurationResponse } from "@aws-sdk/client-appconfigdata";
import { Fault } from "../model/fault.ts";
import { clientSettings, type SourceSettings, sourceFault } from "./policy-map-client.ts";
import { contentVersion, type PolicyMapReading, readMapText, tooLarge } from "./policy-map-reading.ts";
import type { PolicyMapSource } from "./policy-map-source.ts";

interface Profile {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
}

/** AppConfig lets a session poll every 15 seconds to every day. */
const leastPollSeconds = 15;

/** A refresh comes up to a fifth before its time, so that not all processes ask at once. */
const earliest = 0.8;

/**
 * A map in AppConfig. A session remembers what it has given: it answers with nothing where there is nothing new, and each
 * answer brings the token of the next question and the time to wait until then.
 * @see https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_appconfigdata_GetLatestConfiguration.html
 */
export function createAppConfigSource(
  { application, environment, profile }: Profile,
  settings: SourceSettings & { readonly refreshSeconds: number },
): PolicyMapSource {
  const location = `appconfig:${application}/${environment}/${profile}`;
  const pollSeconds = Math.max(leastPollSeconds, Math.floor(settings.refreshSeconds * earliest));
  let client: AppConfigDataClient | undefined;
  /** What it has given last; undefined: none that has given anything. */
  let session: { readonly token: string; readonly version: string } | undefined;

  async function read(previous?: string): Promise<PolicyMapReading> {
    const abortSignal = AbortSignal.timeout(settings.limits.totalTimeoutMs);
    // A session that has given something else than what the reader knows would not give it again.
    if (session?.version !== previous) {
      session = undefined;
    }
    try {
      const { token, version } = session ?? { token: await startSession(abortSignal), version: undefined };
      return readAnswer(await poll(token, abortSignal), version);
    } catch (error) {
      // Whether its token was used up cannot be known, and a new session gives everything anew.
      session = undefined;
      throw sourceFault(location, error);
    }
  }

  async function startSession(abortSignal: AbortSignal): Promise<string> {
    const { AppConfigDataClient, StartConfigurationSessionCommand } = await import("@aws-sdk/client-appconfigdata");
    client ??= new AppConfigDataClient(clientSettings(settings.region, settings.limits));
    const command = new StartConfigurationSessionCommand({
      ApplicationIdentifier: application,
      EnvironmentIdentifier: environment,
      ConfigurationProfileIdentifier: profile,
      RequiredMinimumPollIntervalInSeconds: pollSeconds,
    });
    return (await client.send(command, { abortSignal })).InitialConfigurationToken ?? "";
  }

  async function poll(token: string, abortSignal: AbortSignal): Promise<GetLatestConfigurationResponse> {
    const { AppConfigDataClient, GetLatestConfigurationCommand } = await import("@aws-sdk/client-appconfigdata");
    client ??= new AppConfigDataClient(clientSettings(settings.region, settings.limits));
    return await client.send(new GetLatestConfigurationCommand({ ConfigurationToken: token }), { abortSignal });
  }

  /** @param given the version that this session has given before */
  function readAnswer(answer: GetLatestConfigurationResponse, given: string | undefined): PolicyMapReading {
    // An empty body comes as null, whatever its type says.
    const bytes = answer.Configuration ?? new Uint8Array();
    const token = answer.NextPollConfigurationToken ?? "";
    const pollAfterMs = 1_000 * (answer.NextPollIntervalInSeconds ?? pollSeconds);
    if (bytes.length === 0) {
      // Of a new session neither "unchanged", since nobody knows from what, nor an empty map, which it would not send anew.
      if (given === undefined) throw new Fault("UpstreamUnavailable", `the policy map ${location}: nothing was sent`);
      session = { token, version: given };
      return { unchanged: true, pollAfterMs };
    }
    const version = `${answer.VersionLabel ? `${answer.VersionLabel}-` : ""}${contentVersion(bytes)}`;
    session = { token, version };
    const { maxBytes } = settings.limits;
    const reading =
      bytes.length > maxBytes ? tooLarge(maxBytes, location, version) : readMapText(bytes, location, version);
    return { ...reading, pollAfterMs };
  }

  return { kind: "appconfig", location, read };
}
