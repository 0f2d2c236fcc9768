/// <reference lib="dom" />
import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { largeMap } from "./large-map.ts";
import { reportOf, startBrowser } from "./open-report.ts";

/*
 * `node test/browser/take-screenshots.ts` makes the pictures of docs/report.md anew. They look best where Inter and
 * JetBrains Mono are installed.
 */
const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const twelve = await readFile(new URL("twelve-grants.yaml", import.meta.url), "utf8");

const pictures = [
  {
    name: "report-12-grants",
    text: twelve,
    colorScheme: "light",
    height: 1_560,
    opens: "#grant-nightly-report",
    hovers: undefined,
  },
  {
    name: "report-12-grants-dark",
    text: twelve,
    colorScheme: "dark",
    height: 1_000,
    opens: undefined,
    hovers: "archive-read",
  },
  {
    name: "report-2000-grants",
    text: largeMap(2_000),
    colorScheme: "light",
    height: 1_320,
    opens: undefined,
    hovers: "checkout",
  },
] as const;

await mkdir(folder, { recursive: true });
const browser = await startBrowser();
for (const { name, text, colorScheme, height, opens, hovers } of pictures) {
  const { page } = await browser.open(reportOf(text), { colorScheme, viewport: { width: 1_280, height } });
  if (opens !== undefined) await page.locator(`${opens} > summary`).click();
  await page.mouse.move(2, 2);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  if (hovers !== undefined) await page.locator("#picture-columns .node", { hasText: hovers }).first().hover();
  await page.evaluate(() => scrollTo(0, 0));
  // Until what lights up has done so.
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}${name}.png` });
}
await browser.close();
