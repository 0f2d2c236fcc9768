/** A sentence in which values stand apart from words: a reader must see where a value begins and ends. */
export type Words = readonly (string | { readonly code: string })[];

/** The same for a terminal: values between quotation marks. */
export function plainWords(words: Words): string {
  return words.map((word) => (typeof word === "string" ? word : JSON.stringify(word.code))).join("");
}

/** `a`, `b` or `c`; without a conjunction, `a`, `b`, `c`. */
export function enumerate(values: readonly string[], conjunction?: "and" | "or"): Words {
  const last = conjunction === undefined ? ", " : ` ${conjunction} `;
  return values.flatMap((code, index) =>
    index === 0 ? [{ code }] : [index === values.length - 1 ? last : ", ", { code }],
  );
}
