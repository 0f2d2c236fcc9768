import { sendRequest } from "../../clients/node/send-request.ts";
import { BrokenAnswer } from "./broken-answer.ts";
import type { SendRequest } from "./probe-ports.ts";
import { probeTransport } from "./probe-transport.ts";

/** A request of a probe, as the client for Node makes one: on a connection of its own, no redirect followed, every step within its time. */
export const sendProbe: SendRequest = async (request, budgetMs) => {
  let heard: number | undefined;
  try {
    return await sendRequest(request, probeTransport, budgetMs, (status) => {
      heard = status;
    });
  } catch (error) {
    if (heard === undefined || !(error instanceof Error)) throw error;
    throw new BrokenAnswer(heard, error.message);
  }
};
