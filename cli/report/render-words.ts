import { type Html, html } from "./html.ts";
import type { Words } from "./words.ts";

/** A sentence with its values set apart. */
export function renderWords(words: Words): Html {
  return html`${words.map((word) => (typeof word === "string" ? word : renderCode(word.code)))}`;
}

/** A value as it stands in the map: isolated, so that right-to-left text cannot reorder what is around it. */
export function renderCode(text: string): Html {
  return html`<code dir="auto">${text === "" ? "(empty)" : text}</code>`;
}
