import type { World } from "./scenario.ts";
import type { Got } from "./start-driver.ts";

/** No credentials but one line, which begins as every client's errors do and says this. */
export function expectSentence(
  { expect, service }: World,
  got: Got,
  says: string | RegExp,
  { url = service.url, grant = "nightly-report" }: { readonly url?: string; readonly grant?: string } = {},
): void {
  const sentence = got.error ?? `credentials, ${got.accessKeyId}, that should not be`;
  const start = `No AWS credentials from ${url} for grant "${grant}": `;
  expect(sentence.slice(0, start.length)).toBe(start);
  expect(sentence).not.toMatch(/[\r\n]/);
  expect(sentence).toMatch(says);
}
