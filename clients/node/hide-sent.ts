/** What is shorter is found in words that tell nothing. */
const shortest = 4;
const visible = /[\x21-\x7e]/g;

/**
 * A text of an answer without what was sent: who answers may repeat it, and with a line break or another character that is not shown in its midst.
 * @param sent tokens and secrets
 */
export function hideSent(text: string, sent: readonly string[]): string {
  const places = [...text.matchAll(visible)].map(({ index }) => index);
  const shown = places.map((place) => text.charAt(place)).join("");
  const hidden = new Set<number>();
  for (const value of sent.map((secret) => secret.match(visible)?.join("") ?? "")) {
    for (let at = shown.indexOf(value); value.length >= shortest && at >= 0; at = shown.indexOf(value, at + 1)) {
      for (let place = places[at] ?? 0; place <= (places[at + value.length - 1] ?? 0); place += 1) {
        hidden.add(place);
      }
    }
  }
  return Array.from({ length: text.length }, (_, place) => {
    const first = hidden.has(place - 1) ? "" : "(token)";
    return hidden.has(place) ? first : text.charAt(place);
  }).join("");
}
