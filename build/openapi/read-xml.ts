/** An XML document as the objects that OpenAPI's schemas describe: an element is a member, and text is a string or a number. */
export interface XmlObject {
  readonly [name: string]: string | number | XmlObject;
}

/** The elements whose text is a number; that an access key is of digits alone makes it none. */
const numbers: readonly string[] = ["PackedPolicySize"];

/**
 * What is in the root of a document as `shared/present/write-xml.ts` writes them: elements without attributes, whose names do not
 * repeat, with either elements or text in them.
 * @throws Error where it is anything else
 */
export function readXml(text: string): XmlObject {
  const [, , content = ""] = /^<(\w+) xmlns="[^"]+">\s*(.*?)\s*<\/\1>\s*$/s.exec(text) ?? [];
  if (content === "") throw new Error(`this is not such a document: ${text.slice(0, 100)}`);
  return readElements(content);
}

function readElements(text: string): XmlObject {
  const found = [...text.matchAll(/<(\w+)>(.*?)<\/\1>\s*/gs)];
  const names = new Set(found.map(([, name]) => name));
  if (found.map(([whole]) => whole).join("") !== text || names.size < found.length) {
    throw new Error(`elements and something else, or one twice: ${text.slice(0, 100)}`);
  }
  return Object.fromEntries(found.map(([, name = "", content = ""]) => [name, readContent(name, content.trim())]));
}

function readContent(name: string, content: string): string | number | XmlObject {
  if (content.startsWith("<")) return readElements(content);
  return numbers.includes(name) ? Number(content) : unescapeText(content);
}

const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replaceAll(/&(\w+);/g, (_all, name: string) => characters[name] ?? "");
}
