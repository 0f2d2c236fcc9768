import { Failure } from "./failure.ts";
import { VendError } from "./vend-error.ts";

/**
 * The one sentence that callers get.
 * @param where the service and the grant, as far as they are known
 */
export function describeFailure(error: unknown, where: { readonly url?: string; readonly grant?: string }): VendError {
  const from = where.url === undefined ? "" : ` from ${where.url}`;
  const grant = where.grant === undefined ? "" : ` for grant ${JSON.stringify(where.grant)}`;
  const failure = error instanceof Failure ? error : new Failure(error instanceof Error ? error.name : "it failed");
  return new VendError(`No AWS credentials${from}${grant}: ${failure.message}`, failure.status, failure.code);
}
