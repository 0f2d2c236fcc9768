import { fileURLToPath } from "node:url";
import type { ExternalIdReference, PolicyDocument } from "../shared/model/policy-document.ts";
import { type ReadPolicyMap, readPolicyMap } from "../shared/policy-map/read-policy-map.ts";
import type { LambdaHandler } from "./gateway/invoke-function.ts";
import { readRoutes } from "./gateway/read-routes.ts";
import { type Gateway, startGateway } from "./gateway/start-gateway.ts";
import { homeRegion } from "./home-region.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider/start-identity-provider.ts";
import { loadAccounts } from "./load-accounts.ts";
import { openPolicyMap } from "./open-policy-map.ts";
import { type LocalSettings, SettingsError } from "./read-settings.ts";
import { referencesIn, startExternalIdStore } from "./start-external-id-store.ts";
import { startReplayTable } from "./start-replay-table.ts";
import { type StsEmulator, startStsEmulator } from "./sts-emulator/start-sts-emulator.ts";

/** What runs. */
export interface LocalStack {
  readonly gateway: Gateway;
  readonly identityProvider: IdentityProvider;
  /** Undefined where another STS is used. */
  readonly stsEmulator: StsEmulator | undefined;
  readonly stsUrl: string;
  /** What the service signs with, as environment variables; undefined where another STS is used. */
  readonly serviceCredentials: Readonly<Record<string, string>> | undefined;
  readonly region: string;
  readonly document: PolicyDocument;
  readonly isDemo: boolean;
  close(): Promise<void>;
}

const serverlessFile = fileURLToPath(new URL("../serverless.yml", import.meta.url));

/** What the table that remembers is called here, where the environment names none. */
const localReplayTable = "vend-replay";

/** What the demo's map takes, and so what tokens of the local identity provider are meant for. */
const demoAudience = "https://vend.example";

/**
 * Starts identity provider, STS emulator and gateway on loopback, and the real handlers in this process, configured by its
 * environment as on Lambda: so there can be one stack in a process.
 * @throws PolicyMapError, AccountsError, SettingsError; Error for a port that is taken
 */
export async function startStack(settings: LocalSettings): Promise<LocalStack> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(closers.splice(0).map((closeOne) => closeOne()));
  };
  try {
    const identityProvider = await startIdentityProvider({
      port: settings.identityProviderPort,
      audience: demoAudience,
    });
    closers.push(identityProvider.close);
    const map = await openPolicyMap(settings.policyMap, identityProvider.issuer);
    closers.push(map.close);
    const { document, rotations } = readPolicyMap(map.text, map.name, map);
    const stsEmulator =
      settings.stsEndpoint === undefined ? await startSts(settings, { document, rotations }) : undefined;
    const stsUrl = settings.stsEndpoint ?? stsEmulator?.url ?? "";
    if (stsEmulator !== undefined) {
      closers.push(stsEmulator.close);
    }
    process.env["AWS_ENDPOINT_URL_STS"] = stsUrl;
    const region = settings.region ?? homeRegion(document);
    process.env["AWS_REGION"] = region;
    process.env["POLICY_MAP"] = map.location;
    for (const [name, value] of Object.entries(roomyLimits)) {
      process.env[name] ||= value;
    }
    const references = [...referencesIn({ document, rotations }), ...nonceKeysFor(document)];
    if (stsEmulator !== undefined && references.length > 0) {
      const store = await startExternalIdStore(references);
      closers.push(store.close);
      process.env["AWS_ENDPOINT_URL_SSM"] = store.url;
      process.env["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = store.url;
    }
    if (settings.replayTable === undefined) {
      const table = await startReplayTable(localReplayTable);
      closers.push(table.close);
      process.env["REPLAY_TABLE"] = localReplayTable;
      process.env["AWS_ENDPOINT_URL_DYNAMODB"] = table.url;
    }
    const gateway = await startGateway({
      port: settings.port,
      routes: await readRoutes(serverlessFile),
      loadHandler: loadFunction,
    });
    closers.push(gateway.close);
    // Handlers are loaded with the first request. The gateway's events have a host and no port or scheme that would be true here.
    process.env["PUBLIC_URL"] ||= gateway.url + (process.env["BASE_PATH"] ?? "");
    await expectReady(gateway);
    return {
      gateway,
      identityProvider,
      stsEmulator,
      stsUrl,
      serviceCredentials: stsEmulator && readServiceCredentials(),
      region,
      document,
      isDemo: settings.policyMap === undefined,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A key made up like the external IDs, for a map that demands nonces, where no other has been set. */
function nonceKeysFor({ issuers }: PolicyDocument): readonly ExternalIdReference[] {
  const isNeeded = issuers.some(({ senderConstrained }) => senderConstrained?.demandsNonce === true);
  if (!isNeeded || process.env["DPOP_NONCE_KEY"]) return [];
  process.env["DPOP_NONCE_KEY"] = `ssm:${localNonceKey.ssm}`;
  return [localNonceKey];
}

const localNonceKey = { ssm: "/vend/local-nonce-key" } as const;

/**
 * On a desk everybody is one address and a few subjects, and what is tried out there is mostly what gets refused: room for a whole
 * suite of hostile requests, while a flood still shows what it gets.
 */
const roomyLimits = {
  ADDRESS_FAILURE_LIMIT: "5000+600/min",
  SUBJECT_FAILURE_LIMIT: "5000+600/min",
  SUBJECT_SESSION_LIMIT: "100000+60000/min",
} as const;

/** Configuration that the handlers cannot work with shows here, and not with the first request. */
async function expectReady(gateway: Gateway): Promise<void> {
  const response = await fetch(`${gateway.url}${process.env["BASE_PATH"] ?? ""}/readyz`);
  if (response.status !== 200) {
    throw new SettingsError(`the service does not become ready: ${response.status} ${await response.text()}`);
  }
}

/** What would make the SDK use other credentials or another endpoint than the emulator's: a Lambda function has none of it. */
const overridingVariables = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
] as const;

type ReadMap = Pick<ReadPolicyMap, "document" | "rotations">;

/** Lambda renews its function's credentials; here they last for as long as a stack may stand on somebody's desk. */
const serviceSessionSeconds = 30 * 24 * 3_600;

/** Starts the emulator, and gives this process what Lambda gives a function: a session of the service's role. */
async function startSts(settings: LocalSettings, { document, rotations }: ReadMap): Promise<StsEmulator> {
  const { accounts, serviceRoleArn } = await loadAccounts(settings.localAws, document, rotations);
  const emulator = await startStsEmulator({ port: settings.stsPort, accounts });
  const { accessKeyId, secretAccessKey, sessionToken } = emulator.issueRoleSession(serviceRoleArn, "vend-credentials", {
    durationSeconds: serviceSessionSeconds,
  });
  for (const name of overridingVariables) {
    delete process.env[name];
  }
  process.env["AWS_ACCESS_KEY_ID"] = accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = secretAccessKey;
  process.env["AWS_SESSION_TOKEN"] = sessionToken;
  return emulator;
}

function readServiceCredentials(): Readonly<Record<string, string>> {
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
}

/** What `npm run build` bundles, from its source. */
async function loadFunction(name: string): Promise<LambdaHandler> {
  const module = (await import(new URL(`../functions/${name}/handler.ts`, import.meta.url).href)) as {
    readonly handler: LambdaHandler;
  };
  return module.handler;
}
