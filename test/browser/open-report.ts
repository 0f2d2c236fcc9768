import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { judgeMap } from "../../cli/report/judge-map.ts";
import { renderReport } from "../../cli/report/render-report.ts";
import type { Change, Report } from "../../cli/report/report.ts";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import { readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";

/** Where Debian puts it; the tests bring no browser of their own. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(executablePath);

const lastChange: Change = {
  commit: "3f2a1bc9d04e5f6a7b8c3f2a1bc9d04e5f6a7b8c",
  author: "Ada Lovelace",
  atMs: Date.UTC(2026, 9, 1, 9, 12),
  summary: "Narrow the nightly report to its own team",
};

/** The page about a map, as `vend report` makes it, with a made-up history. */
export function reportOf(text: string, changes: Partial<Report> = {}): string {
  const map = readPolicyMap(text, "policy-map.yaml");
  const { document } = map;
  return renderReport({
    document,
    fileName: "policy-map.yaml",
    digest: documentDigest(document),
    madeAtMs: Date.UTC(2026, 9, 7, 5),
    findings: judgeMap(map),
    changes: new Map([["", lastChange], ...document.grants.map(({ name }) => [`grants.${name}`, lastChange] as const)]),
    ...changes,
  });
}

/** A page that is open, and what it did that it must not do. */
export interface OpenReport {
  readonly page: Page;
  /** Addresses that the page asked for, its own left out. */
  readonly requests: readonly string[];
  /** What the console and uncaught errors said. */
  readonly complaints: readonly string[];
}

export interface ReportBrowser {
  readonly open: (html: string, options?: BrowserContextOptions) => Promise<OpenReport>;
  readonly close: () => Promise<void>;
}

/** A real, headless Chromium that shows reports from files. */
export async function startBrowser(): Promise<ReportBrowser> {
  const browser: Browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const folder = await mkdtemp(join(tmpdir(), "vend-report-"));
  let pages = 0;
  return {
    open: async (html, options = {}) => {
      const file = join(folder, `${pages++}.html`);
      await writeFile(file, html);
      const url = pathToFileURL(file).href;
      const context = await browser.newContext({ viewport: { width: 1360, height: 1000 }, ...options });
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on("request", (request) => {
        if (request.url().split("#")[0] !== url) requests.push(request.url());
      });
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(url);
      return { page, requests, complaints };
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
