import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import { type StsEmulator, startStsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { writeCompiledMap } from "../../../shared/policy-map/compiled/write-compiled-map.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { accountsText, policyMapText } from "../../exchange/policy-map.ts";
import { type FaultProxy, startFaultProxy } from "../../faults/start-fault-proxy.ts";
import { type IssuerServer, startIssuerServer } from "../../support/token-issuer.ts";
import { askGateway, type GatewayAnswer, type GatewayKind, type SentRequest } from "./ask-gateway.ts";
import { createLambda, type Lambda } from "./create-lambda.ts";
import { type MovableClock, openClock } from "./open-clock.ts";
import type { EnvironmentOptions } from "./spawn-runtime.ts";
import { type ObjectStore, startObjectStore } from "./start-object-store.ts";

/** What was packaged, running, and all that it speaks with: on loopback, by one clock. */
export interface World {
  readonly clock: MovableClock;
  readonly sts: StsEmulator;
  readonly idp: IssuerServer;
  /** What stands between the functions and the two. */
  readonly stsProxy: FaultProxy;
  readonly idpProxy: FaultProxy;
  readonly store: ObjectStore;
  readonly options: EnvironmentOptions;
  readonly lambda: (functionName: string) => Lambda;
  /** A token of the report runner, for the team. */
  readonly issueToken: (team?: string) => Promise<string>;
  readonly ask: (
    kind: GatewayKind,
    request: SentRequest,
    options?: { readonly timeoutMs?: number; readonly urlOf?: string },
  ) => Promise<GatewayAnswer>;
  /** Publishes the policy map, changed, where the template says it is. */
  readonly publishMap: (change?: (text: string) => string) => void;
  readonly close: () => Promise<void>;
}

/** @param env over what the template gives the functions */
export async function startWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const { client, sandbox, functions, ...apis } = inject("deployed");
  const folder = await mkdtemp(join(tmpdir(), "vend-deployed-"));
  const clock = openClock(sandbox, folder);
  const idp = await startIssuerServer({ now: clock.now });
  const sts = await startStsEmulator({ accounts: parseAccounts(accountsText, "aws.yaml"), now: clock.now });
  const [stsProxy, idpProxy] = await Promise.all([
    startFaultProxy(sts.url),
    startFaultProxy(new URL(idp.jwksUri).origin),
  ]);
  const store = await startObjectStore();
  const jwksUri = `${idpProxy.url}${new URL(idp.jwksUri).pathname}`;
  const mapText = policyMapText(idp.tokens).replace(/keys: \{ jwks: .*\n/, `keys: { jwksUri: "${jwksUri}" }\n`);
  const credentials = sts.issueRoleSession("arn:aws:iam::999988887777:role/vending-service", "vend-credentials", {
    durationSeconds: 7 * 86_400,
  });
  const options = {
    client,
    now: clock.now,
    env: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL_STS: stsProxy.url,
      AWS_ENDPOINT_URL_S3: store.url,
      ...clock.env,
      ...env,
    },
  };
  const lambdas = new Map(functions.map((deployed) => [deployed.name, createLambda(deployed, options)]));
  const mapPlace = /^s3:\/\/(.+)$/.exec(functions[0]?.environment["POLICY_MAP"] ?? "")?.[1];
  if (mapPlace === undefined) throw new Error("the packaged functions read their policy map from elsewhere than S3");

  const world: World = {
    clock,
    sts,
    idp,
    stsProxy,
    idpProxy,
    store,
    options,
    lambda: (functionName) => {
      const lambda = lambdas.get(functionName);
      if (lambda === undefined) throw new Error(`no function ${functionName} was packaged`);
      return lambda;
    },
    issueToken: (team = "finance") => idp.tokens.issueToken({ claims: { groups: ["etl"], team } }),
    ask: (kind, request, { timeoutMs, urlOf } = {}) =>
      askGateway(kind, request, {
        apis,
        nowMs: clock.now(),
        invoke: (name, event) => world.lambda(name).invoke(event, timeoutMs),
        ...(urlOf !== undefined && { urlOf }),
      }),
    publishMap: (change = (text) => text) => {
      store.objects.set(mapPlace, writeCompiledMap(readPolicyMap(change(mapText), "policy-map.yaml").document));
    },
    close: async () => {
      await Promise.all([...lambdas.values()].map((lambda) => lambda.shutDown()));
      await Promise.all([sts.close(), idp.close(), stsProxy.goDown(), idpProxy.goDown(), store.close()]);
      clock.close();
      await rm(folder, { recursive: true });
    },
  };
  world.publishMap();
  return world;
}
