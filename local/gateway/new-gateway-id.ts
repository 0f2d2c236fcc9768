import { randomHex } from "./random-hex.ts";

/** An id such as API Gateway writes: eleven random bytes in base64. */
export function newGatewayId(): string {
  return Buffer.from(randomHex().slice(0, 22), "hex").toString("base64");
}
