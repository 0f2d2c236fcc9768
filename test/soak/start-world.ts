import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAccounts } from "../../local/load-accounts.ts";
import { startExternalIdStore } from "../../local/start-external-id-store.ts";
import { startReplayTable } from "../../local/start-replay-table.ts";
import { startStsEmulator } from "../../local/sts-emulator/start-sts-emulator.ts";
import { readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { type IssuerServer, startIssuerServer } from "../support/token-issuer.ts";
import { type SoakMapVersion, soakExternalId, soakMap } from "./soak-map.ts";

/** All that the service needs of others, in this process. */
export interface SoakWorld {
  readonly issuer: IssuerServer;
  readonly stsUrl: string;
  /** All of the service's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts another map in place; or, where it is not whole, what no service may take. */
  readonly writeMap: (version: SoakMapVersion, isWhole?: boolean) => Promise<void>;
  /** Of those that come, one in so many is throttled; 0: none. */
  throttlesOneIn: number;
  readonly stsCalls: () => { readonly all: number; readonly throttled: number };
  readonly close: () => Promise<void>;
}

const replayTable = "vend-soak";

export async function startWorld(version: SoakMapVersion): Promise<SoakWorld> {
  const issuer = await startIssuerServer();
  const textOf = (of: SoakMapVersion) => soakMap(issuer.tokens, issuer.jwksUri, of);
  const { document } = readPolicyMap(textOf(version), "soak map");
  const { accounts, serviceRoleArn } = await loadAccounts(undefined, document);
  const sts = await startStsEmulator({ accounts });
  const [store, table] = await Promise.all([startExternalIdStore([soakExternalId]), startReplayTable(replayTable)]);
  const folder = await mkdtemp(join(tmpdir(), "vend-soak-"));
  const mapFile = join(folder, "policy-map.json");
  await writeFile(mapFile, textOf(version));
  const own = sts.issueRoleSession(serviceRoleArn, "vend-credentials", { durationSeconds: 30 * 24 * 3_600 });
  let [all, throttled] = [0, 0];
  const world: SoakWorld = {
    issuer,
    stsUrl: sts.url,
    env: {
      POLICY_MAP: `file:${mapFile}`,
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_ENDPOINT_URL_SSM: store.url,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      REPLAY_TABLE: replayTable,
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
      AWS_SESSION_TOKEN: own.sessionToken,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
    writeMap: async (of, isWhole = true) => await writeFile(mapFile, isWhole ? textOf(of) : `${textOf(of)}}`),
    throttlesOneIn: 0,
    stsCalls: () => ({ all, throttled }),
    close: async () => {
      await Promise.all([issuer.close(), sts.close(), store.close(), table.close(), rm(folder, { recursive: true })]);
    },
  };
  sts.interfere(({ action }) => {
    if (action !== "AssumeRole") return undefined;
    all += 1;
    if (world.throttlesOneIn === 0 || all % world.throttlesOneIn !== 0) return undefined;
    throttled += 1;
    return { error: { code: "Throttling", status: 400 } };
  });
  return world;
}
