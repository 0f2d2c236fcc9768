/** Markup that is safe to send: made by `html` only, from literals of this code and escaped values. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

/**
 * A template in which every value is escaped, for text and for quoted attributes alike. `undefined` and `false` are nothing.
 * A map's descriptions, reasons and claim values are anybody's words: none may become markup.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0] ?? "";
  values.forEach((value, index) => {
    markup += print(value) + (strings[index + 1] ?? "");
  });
  return new Html(markup);
}

function print(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "string" || typeof value === "number") return escapeText(String(value));
  return value.map(print).join("");
}

const entities = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

function escapeText(text: string): string {
  return showHidden(text).replace(/[&<>"']/g, (character) => entities.get(character) ?? "");
}

/**
 * Characters that a reader cannot see, or that reorder what stands around them (CVE-2021-42574), are written as their
 * code points: a reviewer must not read another value than the one that is compared.
 */
function showHidden(text: string): string {
  return text.replace(/[^\P{C}\t\n]|[\u2028\u2029\u115f\u1160\u3164\uffa0]/gu, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return `⟨U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
