/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, type ReportBrowser, reportOf, startBrowser } from "./open-report.ts";

const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const title = hasChromium ? "hostile text" : "hostile text: NOT TESTED, there is no /usr/bin/chromium";

const attack = `</script></style></title></textarea>--><img src=x onerror="window.hacked=1"><svg onload='window.hacked=1'>\${claims}{{1}}`;
const json = JSON.stringify(attack);

/** Every free text that a map can hold, hostile. */
const map = `
version: 1
issuers:
  corp: { issuer: "https://idp.corp.example", audience: ${json}, keys: { discovery: true }, algorithms: [ES256], maxTokenLifetime: 1h, requiredClaims: [${json}] }
grants:
  hostile:
    description: ${json}
    when:
      issuer: corp
      claims: { ${JSON.stringify(attack.replaceAll("\\", ""))}: { oneOf: [${json}, x] }, sub: { prefix: ${json} }, a: { glob: ${json} } }
    assume:
      role: arn:aws:iam::111122223333:role/reader
      tags: { k: v }
      policy:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/<img src=x onerror=alert(1)>" }]
    parameters: { p: { pattern: "[a-z]{1,9}", description: ${json} } }
deny:
  - { issuer: corp, claims: { sub: ${json} }, reason: ${json} }
`;

let browser: ReportBrowser;
beforeAll(async () => {
  if (hasChromium || isRequired) browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(!hasChromium && !isRequired)(title, () => {
  test("of the map, the lints and the history is text, with scripts and without the policy that forbids them", async () => {
    const change = { commit: "ab".repeat(20), author: attack, atMs: 0, summary: attack };
    const finding = {
      lint: attack,
      level: "warning",
      message: attack,
      repair: attack,
      acceptedBecause: attack,
    } as const;
    const html = reportOf(map, {
      fileName: attack,
      changes: new Map(["", "grants.hostile", "issuers.corp", "deny.0"].map((key) => [key, change])),
      findings: [
        { ...finding, path: ["grants", "hostile", attack] },
        { ...finding, path: [attack], acceptedBecause: undefined },
      ],
    });
    // Without the content security policy escaping stands alone: it must hold by itself.
    for (const page of [html, html.replace(/<meta http-equiv[^>]*>/, "")]) {
      const report = await browser.open(page);
      await report.page.locator("#grant-hostile > summary").click();
      await report.page.getByRole("searchbox").fill("hacked");
      expect(await report.page.locator("details.grant:visible").count()).toBe(1);
      const found = await report.page.evaluate(() => ({
        hacked: "hacked" in window,
        foreign: document.querySelectorAll("img, iframe, [onerror], [onload], svg:not(#picture-columns > svg)").length,
        scripts: document.scripts.length,
        title: document.title,
        description: document.querySelector(".grant-description")?.textContent,
        reason: document.querySelector(".denial td:last-child span")?.textContent,
      }));
      expect(found).toEqual({
        hacked: false,
        foreign: 0,
        scripts: 5,
        title: `Who may become what: ${attack}`,
        description: attack,
        reason: attack,
      });
      expect(report.requests).toEqual([]);
      expect(report.complaints).toEqual([]);
    }
  });

  test("that slipped through all the same would be stopped by the policy", async () => {
    const page = reportOf(map).replace(
      "</main>",
      `<img src="http://127.0.0.1:9/x" onerror="window.hacked=1"><script>window.hacked=2</script></main>`,
    );
    const report = await browser.open(page);
    expect(await report.page.evaluate(() => "hacked" in window)).toBe(false);
    expect(report.complaints.join("\n")).toContain("Content Security Policy");
  });
});
