/** How grants' names and the index's answers are spelled in the one table of a compiled map: kinds never meet. */
export const tableKeys = {
  grantName: (name: string) => `n${name}`,
  /** @param issuer, probe their positions in the index */
  answer: (rules: "grants" | "denials", issuer: number, probe: number, key: string) =>
    `${rules === "grants" ? "g" : "d"}${issuer}.${probe}.${key}`,
};
