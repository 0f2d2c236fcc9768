/**
 * How many members a JSON text has, those of the same name included: each colon outside a string belongs to one. A parser that keeps
 * one of each name has fewer, and which of them it keeps another parser need not (RFC 8259 section 4).
 * @param validJson a text that was parsed without an error
 */
export function countWrittenMembers(validJson: string): number {
  return validJson.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, "").split(":").length - 1;
}
