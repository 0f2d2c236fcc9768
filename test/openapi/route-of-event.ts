import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import { matchRoute } from "../../shared/http/match-route.ts";
import { readSender } from "../../shared/http/read-sender.ts";

/** The route that an event is for; undefined where it has none, or is no gateway's at all. */
export function routeOfEvent(event: GatewayEvent): string | undefined {
  const basePath = process.env["BASE_PATH"];
  const sender = readSender(event, basePath ? { basePath } : {});
  try {
    return sender && matchRoute(sender).route;
  } catch {
    return undefined;
  }
}
