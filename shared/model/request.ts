import type { Format } from "./format.ts";

/** A request after the gateway's event shape is gone. Headers and body are the sender's; the rest is the gateway's word. */
export interface HttpRequest {
  /** The gateway's own id of the request. */
  readonly requestId: string;
  readonly method: string;
  /** Path without stage, percent-decoded once, without a trailing slash except for `/` itself. */
  readonly path: string;
  /** Each name with all its values, percent-decoded. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Lower-case names; each with all its values, as far as the gateway kept them apart. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array | undefined;
  /** What the caller may have written as this request's URL, without query: by what the gateway and the configuration say. */
  readonly urls: readonly string[];
  /** The client certificate of mutual TLS, in PEM, that the gateway verified: never a header's. */
  readonly clientCertificate: string | undefined;
  /** The address that API Gateway saw: never a forwarded header. */
  readonly sourceAddress: string | undefined;
  /** The VPC endpoint that a private REST API was reached through. */
  readonly vpcEndpointId: string | undefined;
}

/** A token as its sender showed it. */
export interface ShownToken {
  readonly token: string;
  /** `bearer` for a bare token too. */
  readonly scheme: "bearer" | "dpop";
}

/** An answer before it takes the gateway's shape. Header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a caller asked for, as far as its syntax is right; nothing in it is trusted. */
export interface CredentialsAsk {
  readonly grant: string | undefined;
  readonly account: string | undefined;
  /** The ARN of the role that is asked for, by callers who name no grant: any grant of theirs that covers it will do. */
  readonly roleArn?: string;
  readonly format: Format | undefined;
  readonly durationSeconds: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a decision may depend on beside the caller. */
export interface RequestFacts {
  readonly nowMs: number;
  readonly sourceAddress: string | undefined;
  readonly vpcEndpointId: string | undefined;
}
