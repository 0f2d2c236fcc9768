/** A JSON value as a token's payload may hold it. */
export type ClaimValue =
  | string
  | number
  | boolean
  | null
  | readonly ClaimValue[]
  | { readonly [name: string]: ClaimValue };

/** The payload of a JWT (RFC 7519 section 4). Members are read with `Object.hasOwn` only: names are the sender's to choose. */
export type Claims = { readonly [name: string]: ClaimValue };

/** The way to one claim: `["kubernetes.io", "namespace"]` is the member `namespace` of the claim `kubernetes.io`. */
export type ClaimPath = readonly [string, ...string[]];
