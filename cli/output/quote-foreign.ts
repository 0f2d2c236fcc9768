/** Characters that a terminal obeys, or that turn around what stands beside them. */
const unseen = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text of somebody else's, between quotes, in which nothing moves a cursor or hides. */
export function quoteForeign(text: string): string {
  return JSON.stringify(text).replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
