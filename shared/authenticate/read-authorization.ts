import { Refusal } from "../model/refusal.ts";
import type { HttpRequest, ShownToken } from "../model/request.ts";
import { readShownToken } from "./read-shown-token.ts";

/**
 * The token in `Authorization`.
 * @throws Refusal `InvalidRequest` where the header was repeated; those of `readShownToken`
 */
export function readAuthorization(headers: HttpRequest["headers"]): ShownToken {
  const values = headers.get("authorization") ?? [];
  if (values.length > 1) throw new Refusal("InvalidRequest", "more than one Authorization header");
  return readShownToken(values[0] ?? "");
}
