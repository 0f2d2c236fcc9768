import type { XmlElement } from "../../shared/present/write-xml.ts";
import type { Accounts } from "./accounts.ts";
import type { IdentityTokenSigner } from "./identity-token-signer.ts";
import type { RequestFacts } from "./request-context.ts";
import type { Sessions } from "./sessions.ts";

/** What every action works with. */
export interface Stage {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly facts: RequestFacts;
  readonly identityTokens: IdentityTokenSigner;
}

/** The children of an action's `...Result` element, in STS's order. */
export type Result = readonly XmlElement[];
