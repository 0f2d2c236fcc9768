import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayProxyResult } from "aws-lambda";
import { expect, vi } from "vitest";
import { parseAccounts } from "../../local/sts-emulator/parse-accounts.ts";
import type { Credentials } from "../../local/sts-emulator/sessions.ts";
import { type StsEmulator, startStsEmulator } from "../../local/sts-emulator/start-sts-emulator.ts";
import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import type { AuditRecord } from "../../shared/model/ports.ts";
import { judgeAnswer } from "../openapi/judge-answer.ts";
import { routeOfEvent } from "../openapi/route-of-event.ts";
import { stubAwsEnvironment } from "../support/aws-environment.ts";
import { captureOutput } from "../support/capture-output.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";
import { accountsText, policyMapText } from "./policy-map.ts";

const functions = {
  "vend-credentials": () => import("../../functions/vend-credentials/handler.ts"),
  "assume-role-with-web-identity": () => import("../../functions/assume-role-with-web-identity/handler.ts"),
  "list-grants": () => import("../../functions/list-grants/handler.ts"),
  health: () => import("../../functions/health/handler.ts"),
  openapi: () => import("../../functions/openapi/handler.ts"),
  "unmatched-route": () => import("../../functions/unmatched-route/handler.ts"),
};
type FunctionName = keyof typeof functions;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/**
 * The real functions in this process, as Lambda would have them, over an STS that enforces what AWS enforces. Each answer is held against
 * what the service says of itself in `/openapi.json`.
 */
export interface Exchange {
  readonly corp: TokenIssuer;
  readonly sts: StsEmulator;
  /** The service's own credentials. */
  readonly serviceCredentials: Credentials;
  readonly send: (event: GatewayEvent, functionName?: FunctionName) => Promise<Answer>;
  /** All that has been written to standard output and standard error. */
  readonly written: () => string;
  /** The audit records among it. */
  readonly records: () => AuditRecord[];
  readonly close: () => Promise<void>;
}

/** Room for a file full of refusals, all from one address and of a few subjects. */
const roomyLimits = { ADDRESS_FAILURE_LIMIT: "5000+600/min", SUBJECT_FAILURE_LIMIT: "5000+600/min" };

/** @param environment what else the functions find in theirs */
export async function startExchange(
  changeMap: (text: string) => string = (text) => text,
  environment: Readonly<Record<string, string>> = roomyLimits,
): Promise<Exchange> {
  const corp = await createTokenIssuer();
  const accounts = parseAccounts(accountsText, "aws.yaml");
  const sts = await startStsEmulator({ accounts });
  const serviceCredentials = sts.issueRoleSession("arn:aws:iam::999988887777:role/vending-service", "vend-credentials");
  const folder = await mkdtemp(join(tmpdir(), "vend-exchange-"));
  const mapFile = join(folder, "policy-map.yaml");
  await writeFile(mapFile, changeMap(policyMapText(corp)));

  stubAwsEnvironment(sts.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", serviceCredentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", serviceCredentials.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", serviceCredentials.sessionToken);
  vi.stubEnv("POLICY_MAP", `file:${mapFile}`);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  // A process of its own for each: what was wired before is forgotten.
  vi.resetModules();

  const capture = captureOutput();
  const handlers = new Map<FunctionName, Promise<GatewayHandler>>();

  return {
    corp,
    sts,
    serviceCredentials,
    send: async (event, functionName = "vend-credentials") => {
      const loading = handlers.get(functionName) ?? functions[functionName]().then(({ handler }) => handler);
      handlers.set(functionName, loading);
      const handler = await loading;
      const route = routeOfEvent(structuredClone(event));
      const answer = readAnswer(await handler(event, lambdaContext({ functionName })));
      expect(judgeAnswer(route, answer), "what /openapi.json does not say of this answer").toEqual([]);
      return answer;
    },
    written: capture.text,
    records: () => readRecords(capture.text()),
    close: async () => {
      capture.stop();
      vi.unstubAllEnvs();
      await Promise.all([sts.close(), rm(folder, { recursive: true })]);
    },
  };
}

function readAnswer({ statusCode, headers = {}, body }: APIGatewayProxyResult): Answer {
  const isJson = /json/.test(String(headers["content-type"]));
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    text: body,
    body: isJson ? (JSON.parse(body) as Record<string, unknown>) : {},
  };
}

function readRecords(text: string): AuditRecord[] {
  return (
    text
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { readonly audit?: AuditRecord })
      // The policy map's own log lines and metrics have none.
      .flatMap(({ audit }) => audit ?? [])
  );
}
