import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAccounts } from "../../local/load-accounts.ts";
import { startReplayTable } from "../../local/start-replay-table.ts";
import { type StsEmulator, startStsEmulator } from "../../local/sts-emulator/start-sts-emulator.ts";
import { readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import {
  createTokenIssuer,
  type IssuerServer,
  type Misbehaviour,
  startIssuerServer,
  type TokenChanges,
  type TokenIssuer,
} from "../support/token-issuer.ts";
import { type AttackedIssuer, externalIds, writeAttackMap } from "./attack-map.ts";
import { startTrap, type Trap } from "./start-trap.ts";
import { makeWeakKeys, type WeakKeys } from "./weak-keys.ts";

/** All that an attack can be made with: the service, keys of issuers that it trusts, and eyes on what it does behind its door. */
export interface World {
  /** Of the service. */
  readonly url: string;
  readonly stsUrl: string;
  /** ES256, with two keys; most of the map is for its callers. */
  readonly corp: TokenIssuer;
  /** Trusted too, and its key has the name that corp's has. */
  readonly twin: TokenIssuer;
  /** RS256 only, and its published key names no algorithm. */
  readonly rsa: TokenIssuer;
  /** Names no token type and no claims that it requires. */
  readonly plain: TokenIssuer;
  /** One key for each algorithm that is allowed. */
  readonly many: TokenIssuer;
  /** Trusted by nobody. */
  readonly stranger: TokenIssuer;
  /** Its keys are fetched. */
  readonly remote: IssuerServer;
  /** Its key set holds every bad key there is, and one good one. */
  readonly weak: IssuerServer;
  readonly weakKeys: WeakKeys;
  /** Issuers whose keys cannot be had, by what is wrong with them. */
  readonly broken: Readonly<Record<BrokenIssuer, IssuerServer>>;
  readonly trap: Trap;
  /** A token that `nightly-report` is for, but for the changes. */
  readonly token: (changes?: TokenChanges) => Promise<string>;
  /** A token of the local identity provider. */
  readonly localToken: (clientId: string) => Promise<string>;
  /** How often STS was asked so far. */
  readonly stsCalls: () => number;
  /** What the service has written since it was ready. */
  readonly log: () => string;
  /** Texts that may be nowhere but where they belong, by what they are. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly startedAtMs: number;
  readonly close: () => Promise<void>;
}

export type BrokenIssuer = "down" | "redirecting" | "oversized" | "unreadable" | "stalling";

/** What `nightly-report` asks of its caller. */
export const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" } as const;

const audience = "https://vend.test";

/** Where callers believe the service to be: what they prove their requests for. */
export const publicUrl = "https://vend.test";

/**
 * Starts the suite's own STS and issuers in this process, and the stack, as `npm start` does, in one of its own: so what it asks of
 * STS can be counted, and the service needs no door for it.
 * @param settings of the service that differ from the suite's usual ones
 */
export async function startWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const [issuers, trap, idpPort, replayTable] = await Promise.all([
    startIssuers(),
    startTrap(),
    freePort(),
    startReplayTable(replayTableName),
  ]);
  const { corp, twin, rsa, plain, many, remote, weak, broken } = issuers;
  broken.redirecting.misbehaves = { status: 302, headers: { location: `${trap.url}/jwks` } };
  await broken.down.close();
  const mapText = writeAttackMap({
    ...describeInline({ corp, twin, rsa, many }),
    plain: { ...inline(plain), changes: { tokenType: undefined, maxTokenAge: undefined, requiredClaims: undefined } },
    ...Object.fromEntries(Object.entries({ remote, weak, ...broken }).map(([name, server]) => [name, fetched(server)])),
    local: {
      issuer: `http://127.0.0.1:${idpPort}`,
      audience: "https://vend.example",
      algorithms: ["ES256"],
      keys: { discovery: true },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "vend-attack-"));
  const mapFile = join(folder, "policy-map.json");
  await writeFile(mapFile, mapText);
  const { accounts, serviceRoleArn } = await loadAccounts(undefined, readPolicyMap(mapText, mapFile).document);
  const sts = await startStsEmulator({ accounts });
  let stsCalls = 0;
  sts.interfere(() => {
    stsCalls += 1;
    return undefined;
  });
  const credentials = sts.issueRoleSession(serviceRoleArn, "vend-credentials", { durationSeconds: 3_600 });
  const stack = await runStack({
    ...environment(sts, credentials, { mapFile, idpPort }),
    PUBLIC_URL: publicUrl,
    REPLAY_TABLE: replayTableName,
    AWS_ENDPOINT_URL_DYNAMODB: replayTable.url,
    ...settings,
  });
  const startedAtMs = Date.now();
  return {
    ...issuers,
    url: stack.url,
    stsUrl: sts.url,
    trap,
    token: ({ claims, ...changes } = {}) => corp.issueToken({ claims: { ...runner, ...claims }, ...changes }),
    localToken: stack.token,
    stsCalls: () => stsCalls,
    log: () => stack.output().split(/^ready .*$/m)[1] ?? "",
    secrets: new Map([
      ...Object.entries(externalIds).map(([name, text]) => [`external ID of ${name}`, text] as const),
      ["the service's secret access key", credentials.secretAccessKey],
      ["the service's session token", credentials.sessionToken],
    ]),
    startedAtMs,
    close: async () => {
      await stopAll(stack, sts, [trap, replayTable, remote, weak, ...Object.values(broken)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startIssuers() {
  const create = (name: string, options: Parameters<typeof createTokenIssuer>[0] = {}) =>
    createTokenIssuer({ name, issuer: `https://${name}.test`, audience, ...options });
  const [corp, twin, rsa, plain, many, stranger, remote, weak, weakKeys, broken] = await Promise.all([
    create("corp"),
    create("twin"),
    create("rsa", { algorithm: "RS256", keyId: "rsa-1" }),
    create("plain"),
    create("many"),
    create("stranger"),
    startIssuerServer({ name: "remote", audience }),
    startIssuerServer({ name: "weak", audience, keyId: "good" }),
    makeWeakKeys(),
    startBroken(),
  ]);
  await corp.addKey("key-2");
  for (const algorithm of ["RS256", "PS256", "ES384", "ES512", "EdDSA"] as const)
    await many.addKey(algorithm, algorithm);
  const { twice } = weakKeys;
  weak.publishes = [
    ...Object.values(weakKeys).map(({ jwk }) => jwk),
    { ...(await createTokenIssuer()).keys[0].publicJwk, kid: twice.jwk["kid"] },
    null,
    [],
    "key",
    7,
    {},
    { kty: ["EC"], kid: { toString: "x" } },
    ...weak.tokens.jwks().keys,
  ];
  return { corp, twin, rsa, plain, many, stranger, remote, weak, weakKeys, broken };
}

const misbehaviours: Readonly<Record<BrokenIssuer, Misbehaviour | undefined>> = {
  down: undefined,
  redirecting: undefined,
  oversized: { body: JSON.stringify({ keys: [], filler: "x".repeat(150_000) }) },
  unreadable: { body: "<html>maintenance</html>" },
  stalling: { stalls: true },
};

async function startBroken(): Promise<Record<BrokenIssuer, IssuerServer>> {
  const started = await Promise.all(
    Object.entries(misbehaviours).map(async ([name, misbehaves]) => {
      const server = await startIssuerServer({ name, audience });
      server.misbehaves = misbehaves;
      return [name, server] as const;
    }),
  );
  return Object.fromEntries(started) as Record<BrokenIssuer, IssuerServer>;
}

function describeInline(issuers: Readonly<Record<string, TokenIssuer>>): Record<string, AttackedIssuer> {
  return Object.fromEntries(Object.entries(issuers).map(([name, issuer]) => [name, inline(issuer)]));
}

function inline(tokens: TokenIssuer): AttackedIssuer {
  const algorithms = [...new Set(tokens.keys.map(({ algorithm }) => algorithm))];
  // Without `alg`, so that nothing but the map's list says what a key may be used with.
  const keys = tokens.keys.map(({ publicJwk: { alg: _alg, ...jwk } }) => jwk);
  return { issuer: tokens.issuer, audience, algorithms, keys: { jwks: { keys } } };
}

function fetched({ tokens, jwksUri }: IssuerServer): AttackedIssuer {
  return { issuer: tokens.issuer, audience, algorithms: ["ES256", "RS256"], keys: { jwksUri } };
}

const replayTableName = "vend-attack";

const limits = ["ADDRESS_FAILURE_LIMIT", "SUBJECT_FAILURE_LIMIT", "SUBJECT_SESSION_LIMIT"];

function environment(
  sts: StsEmulator,
  { accessKeyId, secretAccessKey, sessionToken }: ReturnType<StsEmulator["issueRoleSession"]>,
  { mapFile, idpPort }: { readonly mapFile: string; readonly idpPort: number },
): Record<string, string> {
  return {
    POLICY_MAP: `file:${mapFile}`,
    IDP_PORT: String(idpPort),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    // What the suite sends would be a flood from one address.
    ...Object.fromEntries(limits.map((name) => [name, "999999+999999/min"])),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/** The map names the identity provider before that is started. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function stopAll(
  stack: RunningStack,
  sts: StsEmulator,
  servers: readonly { readonly close: () => Promise<void> }[],
): Promise<void> {
  await stack.stop();
  await Promise.all([sts, ...servers].map(({ close }) => close()));
}
