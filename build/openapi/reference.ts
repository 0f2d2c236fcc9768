/** Points to what stands under `components`. */
export function reference(
  kind: "schemas" | "parameters" | "headers" | "responses",
  name: string,
): { readonly $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}
