import { version } from "./version.ts";

/** What the service's access log has of this client. */
export const userAgent = `vend-node/${version}`;
