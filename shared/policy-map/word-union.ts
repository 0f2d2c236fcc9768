/** The wording of a union that nothing fits; that the key is missing is worded as everywhere. */
export const wordUnion =
  (message: string) =>
  ({ input }: { readonly input?: unknown }): string | undefined =>
    input === undefined ? undefined : message;
