import type { Credentials } from "../../clients/node/credentials.ts";
import { VendError } from "../../clients/node/vend-error.ts";
import type { Format } from "../../shared/model/format.ts";
import { presentCredentials } from "../get/present-credentials.ts";
import { problemReply } from "./problem-reply.ts";
import type { Reply } from "./reply.ts";

/** Credentials in one of the service's shapes; where there are none, why. */
export async function credentialsReply(get: () => Promise<Credentials>, format: Format): Promise<Reply> {
  try {
    const body = presentCredentials(await get(), format, Date.now());
    return { status: 200, headers: { "content-type": "application/json" }, body };
  } catch (error) {
    if (error instanceof VendError && error.isRefusal) {
      return problemReply(error.status ?? 403, error.code ?? "Refused", error.message);
    }
    const message = error instanceof VendError ? error.message : "There are no credentials";
    return problemReply(503, "Unavailable", message, { "retry-after": "1" });
  }
}
