import type { GatewayEvent } from "../../../shared/http/gateway-event.ts";
import { type AnswerRoute, createPipeline } from "../../../shared/http/pipeline.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { lambdaContext } from "./lambda-context.ts";

export const vended: AnswerRoute = async (_request, path, trail) => {
  trail.learn({ outcome: "vended", grant: path.grant ?? "none" });
  return { status: 200, headers: { "content-type": "application/json", "cache-control": "no-store" }, body: "{}" };
};

export const failing =
  (error: unknown): AnswerRoute =>
  () =>
    Promise.reject(error);

/** Sends an event through a pipeline, and gives the answer with all audit records that were written. */
export async function send(
  event: GatewayEvent,
  answer: AnswerRoute = vended,
  { context = lambdaContext(), basePath }: { context?: ReturnType<typeof lambdaContext>; basePath?: string } = {},
) {
  const records: AuditRecord[] = [];
  const writeAudit = (record: AuditRecord) => void records.push(record);
  const routes = { "GET /v1/credentials/{grant}": answer, "GET /v1/credentials": answer };
  const result = await createPipeline(routes, {
    writeAudit,
    address: basePath === undefined ? {} : { basePath },
  })(event, context);
  return { result, records, body: JSON.parse(result.body) as Record<string, unknown> };
}
