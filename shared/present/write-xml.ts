/** An element's content: text, or child elements in the order in which they are written. `undefined` children are left out. */
type XmlContent = string | readonly XmlElement[];
export type XmlElement = readonly [name: string, content: XmlContent | undefined];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const special = /[&<>"']/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML 1.0 cannot carry, not even escaped (section 2.2)
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** A document as STS writes it: no declaration, the namespace on the root, element order kept (some clients read by position). */
export function writeXml(root: string, namespace: string, children: readonly XmlElement[]): string {
  return `<${root} xmlns="${namespace}">\n${children.map((child) => writeElement(child, "  ")).join("")}</${root}>\n`;
}

function writeElement([name, content]: XmlElement, indent: string): string {
  if (content === undefined) return "";
  if (typeof content === "string") return `${indent}<${name}>${escapeText(content)}</${name}>\n`;
  const inner = content.map((child) => writeElement(child, `${indent}  `)).join("");
  return `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

function escapeText(text: string): string {
  return text.replace(unwritable, "?").replace(special, (character) => escapes[character] ?? "");
}
