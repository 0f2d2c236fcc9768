import { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";
import { VendError } from "./vend-error.ts";

/**
 * The one sentence that callers get.
 * @param settings what says which service and which grant; undefined where that is what failed
 */
export function describeFailure(error: unknown, settings?: Pick<Settings, "url" | "grant">): VendError {
  const from = settings === undefined ? "" : ` from ${settings.url.href.replace(/\/$/, "")}`;
  const grant = settings?.grant === undefined ? "" : ` for grant ${JSON.stringify(settings.grant)}`;
  const failure = error instanceof Failure ? error : new Failure(error instanceof Error ? error.name : "it failed");
  return new VendError(`No AWS credentials${from}${grant}: ${failure.message}`, failure.status, failure.code);
}
