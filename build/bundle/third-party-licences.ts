import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A package as its own file says. */
interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * What those who wrote the packages of a bundle want to be passed on with it: each text once, after the names of all that it is for. The same
 * packages always give the same text.
 * @param folders of the packages
 * @throws Error for a package that says nothing of a licence
 */
export async function thirdPartyLicences(folders: readonly string[]): Promise<string> {
  const packagesByText = new Map<string, string[]>();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as PackageFile;
    const texts = await readTexts(folder);
    if (license === undefined && texts === "") throw new Error(`${folder}: says nothing of a licence`);
    const text = texts || `Licence, as its package.json says: ${license}\n`;
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version}`]);
  }
  const line = `${"-".repeat(80)}\n`;
  return [...packagesByText].map(([text, names]) => `${line}${names.join("\n")}\n\n${text}\n`).join("");
}

async function readTexts(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^(?:licen[cs]e|notice|copying)\b/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n");
}
