export { fromVend } from "./from-vend.ts";
export { VendError } from "./vend-error.ts";
export type { VendOptions } from "./vend-options.ts";
export type { VendedCredentials } from "./vended-credentials.ts";
