/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, type OpenReport, type ReportBrowser, reportOf, startBrowser } from "./open-report.ts";
import { faintTexts, leastContrast } from "./text-contrasts.ts";

/** Without a Chromium these tests are skipped, and say so; `.ci/run` brings one and allows no skip. */
const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const twelve = reportOf(readFileSync(new URL("twelve-grants.yaml", import.meta.url), "utf8"));
const title = hasChromium
  ? "the report in Chromium"
  : "the report in Chromium: NOT TESTED, there is no /usr/bin/chromium";

let browser: ReportBrowser;

beforeAll(async () => {
  if (hasChromium || isRequired) browser = await startBrowser();
});
afterAll(() => browser?.close());

function expectSilence({ requests, complaints }: OpenReport): void {
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
}

/** The grants in the list that can be seen. */
function shownGrants(page: Page): Promise<string[]> {
  return page.locator("details.grant:visible h3").allTextContents();
}

describe.skipIf(!hasChromium && !isRequired)(title, () => {
  test.each(["light", "dark"] as const)(
    "%s: all text has contrast, and nothing is fetched or complained of",
    async (colorScheme) => {
      const report = await browser.open(twelve, { colorScheme });
      const { page } = report;
      await page.locator("#grant-nightly-report > summary").click();
      await page.locator("#grant-on-call > summary").click();
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === "light" ? "rgb(246, 247, 249)" : "rgb(15, 19, 23)");
      expect(await page.evaluate(faintTexts, leastContrast)).toEqual([]);
      expect(await page.evaluate(faintTexts, 22)).not.toEqual([]);
      expectSilence(report);
    },
  );

  test("the picture has issuers, grants and roles with a line for each way, and lights the ways through one", async () => {
    const report = await browser.open(twelve);
    const { page } = report;
    const nodes = page.locator("#picture-columns .node");
    // 3 issuers, 12 grants, 14 roles; 13 pairs of issuer and grant (one has two issuers), 14 of grant and role.
    expect(await nodes.count()).toBe(29);
    expect(await page.locator("#picture-columns path").count()).toBe(27);
    await nodes.filter({ hasText: "archive-restore" }).first().hover();
    expect(await page.locator(".node.is-lit .node-label").allTextContents()).toEqual([
      "corp",
      "staff",
      "archive-restore",
      "archive-restorer",
    ]);
    expect(await page.locator("path.is-lit").count()).toBe(3);
    await page.mouse.move(2, 2);
    expect(await page.locator(".is-lit").count()).toBe(0);
    expectSilence(report);
  });

  test("a line ends where its nodes are, also after the window has changed", async () => {
    const { page } = await browser.open(twelve);
    await page.setViewportSize({ width: 1100, height: 900 });
    const ends = page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
      const canvas = document.querySelector("#picture-columns")?.getBoundingClientRect();
      const first = document.querySelector(".node")?.getBoundingClientRect();
      const start = /^M([\d.]+) ([\d.]+)/.exec(
        document.querySelector("#picture-columns path")?.getAttribute("d") ?? "",
      );
      return [
        Number(start?.[1]) + (canvas?.left ?? 0) - (first?.right ?? 0),
        Number(start?.[2]) + (canvas?.top ?? 0) - ((first?.top ?? 0) + (first?.bottom ?? 0)) / 2,
      ];
    });
    for (const distance of await ends) expect(Math.abs(distance)).toBeLessThan(2);
  });

  test("filters combine with words, count aloud, and can be cleared", async () => {
    const report = await browser.open(twelve);
    const { page } = report;
    const result = page.getByRole("status");
    expect(await result.textContent()).toBe("12 grants");
    await page.getByRole("searchbox").fill("REPORT-READER etl");
    expect(await shownGrants(page)).toEqual(["nightly-report"]);
    await page.getByRole("searchbox").fill("archive");
    await page.getByRole("combobox", { name: "Issuer" }).selectOption("github");
    expect(await shownGrants(page)).toEqual(["deploy-archive"]);
    expect(await result.textContent()).toBe("1 of 12 grants");
    expect(await page.locator("#picture-columns .node-label").allTextContents()).toEqual([
      "github",
      "deploy-archive",
      "archive",
      "deployer",
    ]);
    expect(await page.locator(".role:visible .role-name").allTextContents()).toEqual(["deployer"]);
    await page.getByRole("searchbox").fill("no such thing");
    expect(await page.getByText("No grant fits.").isVisible()).toBe(true);
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await shownGrants(page)).toHaveLength(12);
    await page.getByRole("combobox", { name: "Show" }).selectOption("shadow");
    expect(await shownGrants(page)).toEqual(["archive-restore"]);
    expectSilence(report);
  });

  test("by keyboard alone: to the search, a grant, its role, and back", async () => {
    const { page } = await browser.open(twelve);
    const focused = (property: "id" | "textContent") =>
      page.evaluate((name) => document.activeElement?.[name] ?? "", property);
    await page.keyboard.press("Tab");
    expect(await focused("textContent")).toBe("Skip to the grants");
    for (let presses = 0; presses < 10 && (await focused("id")) !== "query"; presses += 1)
      await page.keyboard.press("Tab");
    expect(await focused("id")).toBe("query");
    await page.keyboard.type("ledger");
    await page.keyboard.press("Enter");
    expect(await focused("textContent")).toContain("ledger-export");
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await page.locator("#grant-ledger-export .conditions").isVisible()).toBe(true);
    await page.keyboard.press("Tab");
    expect(await focused("textContent")).toBe("arn:aws:iam::111122223333:role/ledger-exporter");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.classList.contains("role"));
    expect(await focused("textContent")).toContain("ledger-exporter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.tagName === "SUMMARY");
    expect(await focused("textContent")).toContain("ledger-export");
    await page.keyboard.press("/");
    expect(await focused("id")).toBe("query");
    await page.keyboard.press("Escape");
    expect(await shownGrants(page)).toHaveLength(12);
  });

  test("on paper everything is open and light, and the picture is a table", async () => {
    const { page } = await browser.open(twelve, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const part of [".grant .conditions", ".grant dl", "#picture-table tbody tr", ".issuer", ".denial"]) {
      const heights = await page
        .locator(part)
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
      expect(heights.length).toBeGreaterThan(1);
      expect(Math.min(...heights)).toBeGreaterThan(0);
    }
    expect(await page.locator("#picture-columns").isVisible()).toBe(false);
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate(faintTexts, leastContrast)).toEqual([]);
  });

  test("without scripts it is a document: no search, no picture, all else", async () => {
    const report = await browser.open(twelve, { javaScriptEnabled: false });
    const { page } = report;
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    expect(await page.locator("#picture-columns").isVisible()).toBe(false);
    expect(await page.locator("details.grant:visible").count()).toBe(12);
    await page.getByText("The same as a table").click();
    expect(await page.locator("#picture-table tbody tr:visible").count()).toBe(12);
    await page.locator("#grant-on-call > summary").click();
    expect(await page.locator("#grant-on-call").getByText("fd00:10::/32").isVisible()).toBe(true);
    expectSilence(report);
  });

  test("landmarks, one h1, no heading level left out, ids unique, every field and button named", async () => {
    const { page } = await browser.open(twelve);
    for (const role of ["banner", "navigation", "search", "main", "contentinfo"] as const) {
      expect(await page.getByRole(role).count(), role).toBe(1);
    }
    const { levels, ids, unnamed } = await page.evaluate(() => ({
      levels: [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1])),
      ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
      unnamed: [...document.querySelectorAll("a, button:not([hidden])")].filter(
        ({ textContent }) => textContent.trim() === "",
      ).length,
    }));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(unnamed).toBe(0);
  });

  test("every link leads somewhere", async () => {
    const { page } = await browser.open(twelve);
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>("a")]
        .filter(({ hash }) => document.getElementById(hash.slice(1)) === null)
        .map(({ outerHTML }) => outerHTML),
    );
    expect(broken).toEqual([]);
  });
});
