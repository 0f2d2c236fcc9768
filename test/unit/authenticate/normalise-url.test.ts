import { expect, test } from "vitest";
import { normaliseUrl } from "../../../shared/authenticate/normalise-url.ts";

test.each([
  ["https://vend.test/v1/a", "https://vend.test/v1/a"],
  ["http://vend.test/v1/a", "http://vend.test/v1/a"],
  ["HTTPS://VEND.test/V1", "https://vend.test/V1"],
  ["https://vend.test", "https://vend.test/"],
  ["https://vend.test:443/", "https://vend.test/"],
  ["https://vend.test:8443/", "https://vend.test:8443/"],
  ["https://vend.test/a?b=c#d", "https://vend.test/a"],
  ["https://vend.test/a/./b/../c", "https://vend.test/a/c"],
  ["https://vend.test/%41%5a%61%7A%30%39%2e%5F%7e%2d", "https://vend.test/AZaz09._~-"],
  ["https://vend.test/%2f%3A%aF", "https://vend.test/%2F%3A%AF"],
  ["https://vend.test/!~", "https://vend.test/!~"],
])("%s is compared as %s", (text, normal) => {
  expect(normaliseUrl(text)).toBe(normal);
});

test.each([
  "",
  "/v1/a",
  "vend.test/v1/a",
  "ftp://vend.test/",
  "xhttps://vend.test/",
  "https:vend.test/",
  "https:/vend.test/",
  "https:///vend.test/",
  "https://\\vend.test/",
  "https://vend.test\\a",
  "https://vend.test/a\\b",
  " https://vend.test/",
  "https://vend.test/ ",
  "https://vend.test/a b",
  "https://vend.test/a\n",
  "https://vend.test/\u007f",
  "https://vend.test/é",
  "https://user@vend.test/",
  "https://:password@vend.test/",
  "https://[",
])("%j is compared with nothing", (text) => {
  expect(normaliseUrl(text)).toBeUndefined();
});
