import { vi } from "vitest";
import type { AuditRecord } from "../../shared/model/ports.ts";
import { ask } from "../exchange/events.ts";
import { captureOutput } from "../support/capture-output.ts";
import { stubAwsStores } from "../support/read-map.ts";
import { type StsStub, startStsStub } from "../support/sts-stub.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";
import type { Store } from "./stores.ts";

/** How often the service looks for a new map: as often as it can be told to. */
export const refreshSeconds = 1;

interface Readiness {
  readonly digest: string;
  readonly version: string;
  readonly ageSeconds: number;
  readonly refused?: { readonly version: string; readonly problems: number; readonly places: readonly string[] };
  readonly unreadableSince?: string;
}

/** The real functions in this process, over a map in a store and an STS that gives what it is asked for. */
export interface Service {
  readonly corp: TokenIssuer;
  readonly sts: StsStub;
  /** One request for credentials: its status and, where there is one, its error's code. */
  readonly vend: () => Promise<{ readonly status: number; readonly code: string | undefined }>;
  /** What `/readyz` says of the map; undefined where it is not ready. */
  readonly ready: () => Promise<Readiness | undefined>;
  /** All that has been written to standard output and standard error. */
  readonly written: () => string;
  /** Lines of the log and of metrics, but for the audit records. */
  readonly lines: () => readonly Record<string, unknown>[];
  readonly close: () => Promise<void>;
}

/** @param firstMap what the store holds when the service starts */
export async function startService(store: Store, firstMap: (corp: TokenIssuer) => string): Promise<Service> {
  const [corp, sts] = await Promise.all([createTokenIssuer(), startStsStub()]);
  stubAwsStores(store.url);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
  vi.stubEnv("POLICY_MAP", store.location);
  vi.stubEnv("POLICY_MAP_REFRESH_SECONDS", String(refreshSeconds));
  // A caller who is denied goes on asking, faster than is allowed elsewhere.
  vi.stubEnv("SUBJECT_FAILURE_LIMIT", "5000+600/min");
  await store.put(firstMap(corp));
  // A process of its own: what was wired before is forgotten.
  vi.resetModules();
  const capture = captureOutput();
  // The one function that has all routes, so that readiness speaks of the map that vends.
  const { handler } = await import("../../functions/unmatched-route/handler.ts");
  const token = await corp.issueToken();

  async function send(path: string, sentToken: string | undefined) {
    const { statusCode, body } = await handler(ask(path, sentToken), lambdaContext());
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> };
  }

  return {
    corp,
    sts,
    vend: async () => {
      const { status, body } = await send("/v1/credentials/nightly", token);
      return { status, code: status === 200 ? undefined : String(body["code"]) };
    },
    ready: async () => {
      const { status, body } = await send("/readyz", undefined);
      return status === 200 ? (body["policyMap"] as Readiness) : undefined;
    },
    written: capture.text,
    lines: () =>
      capture
        .text()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown> & { readonly audit?: AuditRecord })
        .filter(({ audit }) => audit === undefined),
    close: async () => {
      capture.stop();
      vi.unstubAllEnvs();
      await sts.close();
    },
  };
}
