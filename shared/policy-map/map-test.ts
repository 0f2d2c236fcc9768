import type { Claims } from "../model/claims.ts";
import type { RefusalCode } from "../model/codes.ts";
import type { ProofMethod } from "../model/proof.ts";
import type { MapPath } from "./findings.ts";

/** A caller, what it asks for, and what must come of it. */
export interface MapTest {
  readonly name: string;
  /** The issuer by its name in the map. */
  readonly caller: { readonly issuer: string; readonly claims: Claims; readonly boundBy?: readonly ProofMethod[] };
  readonly ask: {
    readonly grant?: string;
    readonly account?: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly durationSeconds?: number;
  };
  readonly facts: {
    readonly sourceAddress?: string;
    readonly vpcEndpointId?: string;
    /** RFC 3339. */
    readonly at?: string;
  };
  /** At least one of grant and role (an ARN), or the refusal. */
  readonly expect: { readonly grant?: string; readonly role?: string } | { readonly refused: RefusalCode };
  /** Where it is written, such as `["tests", 3]`. */
  readonly path: MapPath;
}
