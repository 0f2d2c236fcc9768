/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { largeMap } from "./large-map.ts";
import { hasChromium, type OpenReport, type ReportBrowser, reportOf, startBrowser } from "./open-report.ts";

const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const title = hasChromium ? "a large report" : "a large report: NOT TESTED, there is no /usr/bin/chromium";

describe.skipIf(!hasChromium && !isRequired)(title, () => {
  let browser: ReportBrowser;
  let report: OpenReport;
  beforeAll(async () => {
    browser = await startBrowser();
    report = await browser.open(reportOf(largeMap(2_000)));
  });
  afterAll(() => browser?.close());

  test("the picture groups what is too much to see, and a group opens", async () => {
    const { page } = report;
    expect(await page.locator("#picture-columns .node").count()).toBeLessThan(80);
    const group = page.getByRole("button", { name: /^billing-… \d+ grants$/ });
    const [count = ""] = /\d+ grants/.exec((await group.textContent()) ?? "") ?? [];
    await group.click();
    expect(await page.getByRole("status").textContent()).toBe(count.replace("grants", "of 2,000 grants"));
    await page.getByRole("button", { name: /^billing-api-…/ }).click();
    const drawn = await page.locator("#picture-columns a[href^='#grant-billing-api-']").count();
    expect(await page.getByRole("status").textContent()).toBe(`${drawn} of 2,000 grants`);
    await page.getByRole("button", { name: "No longer only billing-api-…" }).click();
    expect(await page.getByRole("status").textContent()).toBe("2,000 grants");
  });

  test("each key typed into the search shows within 100 ms, and clearing it within 200", {
    timeout: 60_000,
  }, async () => {
    const { page } = report;
    const processor = await page.context().newCDPSession(page);
    // What the page's thread itself takes: what other work on the machine takes meanwhile does not count.
    await processor.send("Performance.enable", { timeDomain: "threadTicks" });
    const usedMs = async () => {
      const { metrics } = await processor.send("Performance.getMetrics");
      return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    };
    const type = async (typed: string) => {
      const before = await usedMs();
      await page.evaluate(async (text) => {
        const query = document.querySelector<HTMLInputElement>("#query");
        if (query !== null) query.value = text;
        query?.dispatchEvent(new Event("input"));
        // The task after the next frame begins when that frame's styles and layout are done.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }, typed);
      return (await usedMs()) - before;
    };
    const best = new Map<string, number>();
    // The best of six: the same work takes longer where others empty the processor's caches.
    for (let round = 0; round < 6; round += 1) {
      for (const text of ["b", "bi", "bil", "billing", "billing a", "billing api", "zzz", "reader-report", ""]) {
        best.set(text, Math.min(best.get(text) ?? Number.POSITIVE_INFINITY, await type(text)));
      }
    }
    const { "": clearing, ...typing } = Object.fromEntries(best);
    expect(Math.max(...Object.values(typing))).toBeLessThan(100);
    expect(clearing).toBeLessThan(200);
    // Filtering 2,000 grants is work: a measure that says otherwise measures nothing.
    expect(clearing).toBeGreaterThan(1);
  });

  test("a link to a grant far down opens it in sight", async () => {
    const { page } = report;
    const name = await page.locator("details.grant h3").nth(1_700).textContent();
    await page.evaluate((grant) => {
      location.hash = `#grant-${grant}`;
    }, name);
    await page.waitForFunction(() => document.activeElement?.tagName === "SUMMARY");
    const top = await page.evaluate(() => document.activeElement?.getBoundingClientRect().top ?? -1);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(900);
    expect(report.requests).toEqual([]);
    expect(report.complaints).toEqual([]);
  });
});
