import { sendRequest } from "../../clients/node/send-request.ts";
import type { SendRequest } from "./probe-ports.ts";
import { probeTransport } from "./probe-transport.ts";

/** A request of a probe, as the client for Node makes one: on a connection of its own, no redirect followed, every step within its time. */
export const sendProbe: SendRequest = (request, budgetMs) => sendRequest(request, probeTransport, budgetMs);
