import { expect, test } from "vitest";
import { chooseProxy } from "../../../../clients/node/choose-proxy.ts";

const proxy = "http://proxy.corp.example:3128";
const choose = (url: string, env: Record<string, string>) => chooseProxy(new URL(url), env)?.href;

test.each<[string, Record<string, string>, string | undefined]>([
  ["https://vend.corp.example", {}, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy }, `${proxy}/`],
  ["https://vend.corp.example", { HTTPS_PROXY: "proxy.corp.example:3128" }, `${proxy}/`],
  ["https://vend.corp.example", { https_proxy: proxy, HTTPS_PROXY: "http://other:1" }, `${proxy}/`],
  ["https://vend.corp.example", { HTTP_PROXY: proxy }, undefined],
  ["https://127.0.0.1:8443", { HTTPS_PROXY: proxy }, undefined],
  ["https://127.8.8.8:8443", { HTTPS_PROXY: proxy }, undefined],
  ["https://[::1]:8443", { HTTPS_PROXY: proxy }, undefined],
  ["https://localhost", { HTTPS_PROXY: proxy }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "corp.example" }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "a.example, .corp.example" }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "*.CORP.example" }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "*" }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "vend.corp.example:443" }, undefined],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "vend.corp.example:8443" }, `${proxy}/`],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, NO_PROXY: "orp.example" }, `${proxy}/`],
  ["https://vend.corp.example", { HTTPS_PROXY: proxy, no_proxy: "other", NO_PROXY: "*" }, `${proxy}/`],
])("%s with %j", (url, env, expected) => {
  expect(choose(url, env)).toBe(expected);
});

test.each([
  "https://proxy.corp.example",
  "socks5://proxy:1080",
  "http://",
  "http://user:p@ss/word@proxy:3128",
  "http://user:p@ss@proxy:3128",
  "http://user:12/word@proxy:3128",
  "http://user:12?word@proxy:3128",
  "http://user:12#word@proxy:3128",
  "http://proxy:3128/path",
  "http://user:%zz@proxy:3128",
  "http://%zz:p@proxy:3128",
])("refuses the proxy %s", (value) => {
  expect(() => choose("https://vend.example", { HTTPS_PROXY: value })).toThrow(
    "HTTPS_PROXY is not of the form http://host:port",
  );
});
