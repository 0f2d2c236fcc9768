/** What a JWS is taken for: how it is named, and refused, where it cannot be read or its signature does not hold. */
export interface JwsKind {
  readonly code: "InvalidToken" | "InvalidProof";
  readonly name: string;
  readonly maxCharacters: number;
}
