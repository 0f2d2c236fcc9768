import type { ExternalId } from "../model/policy-document.ts";

/**
 * An account on its way from one external ID to another: its roles' trust policies accept both, and the service sends one.
 * No part of the document that the service decides with.
 */
export interface ExternalIdRotation {
  /** The account's name in the map. */
  readonly account: string;
  /** 12 digits. */
  readonly accountId: string;
  /** What the service sends. */
  readonly externalId: ExternalId;
  /** What is accepted beside it. */
  readonly other: ExternalId;
  /** Which of the two the other is: the one that comes, or the one that went. */
  readonly otherIs: "next" | "previous";
}
