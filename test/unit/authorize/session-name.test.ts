import { expect, test } from "vitest";
import { sessionName } from "../../../shared/authorize/session-name.ts";

const issuer = "https://idp.corp.example";
const legal = /^[A-Za-z0-9_+=,.@-]{2,64}$/;
const nameOf = (original: string) => sessionName(original, issuer);

test.each([
  "report-runner",
  "ab",
  "a".repeat(64),
  "some.one@corp.example",
  "a+b=c,d.e@f-g_h",
  "--",
  "job-0123456789abcdef012",
])("%j is taken as it is", (original) => {
  expect(nameOf(original)).toBe(original);
});

test.each([
  ["system:serviceaccount:etl:runner", /^system-serviceaccount-etl-runner-[0-9a-f]{20}$/],
  ["repo:org/app:ref:refs/heads/main", /^repo-org-app-ref-refs-heads-main-[0-9a-f]{20}$/],
  ["auth0|5f7c8ec7", /^auth0-5f7c8ec7-[0-9a-f]{20}$/],
  ["a", /^a-[0-9a-f]{20}$/],
  ["é", /^--[0-9a-f]{20}$/],
  ["😀", /^---[0-9a-f]{20}$/],
  ["a b", /^a-b-[0-9a-f]{20}$/],
  ["a\r\nb\0", /^a--b--[0-9a-f]{20}$/],
  ["aws:admin", /^aws-admin-[0-9a-f]{20}$/],
  ["a".repeat(65), /^a{43}-[0-9a-f]{20}$/],
  ["/".repeat(300), /^-{44}[0-9a-f]{20}$/],
])("%j is made legal, with a digest", (original, expected) => {
  expect(nameOf(original)).toMatch(expected);
  expect(nameOf(original)).toMatch(legal);
});

test("a name is the same whenever it is made, and known: CloudTrail is searched by it", () => {
  expect(nameOf("system:serviceaccount:etl:runner")).toBe("system-serviceaccount-etl-runner-e06f562c497cc27358c6");
});

test("texts that look alike once made legal get names of their own", () => {
  const originals = ["a:b", "a/b", "a b", "a-b", "a\nb", "a\u2010b", "a\ud800b", "a\ud801b", "a\ufffdb"];
  expect(new Set(originals.map(nameOf)).size).toBe(originals.length);
  const long = ["x", "y", "z"].map((end) => nameOf("a".repeat(64) + end));
  expect(new Set(long).size).toBe(long.length);
});

test("nobody passes for another by a subject that is the name made for the other", () => {
  const victim = nameOf("repo:org/app");
  expect(nameOf(victim)).not.toBe(victim);
  expect(nameOf(nameOf(victim))).not.toBe(nameOf(victim));
  expect(nameOf("x-0123456789abcdef0123")).not.toBe("x-0123456789abcdef0123");
});

test("a made name is of its issuer", () => {
  expect(sessionName("a:b", "https://one.example")).not.toBe(sessionName("a:b", "https://two.example"));
});

test("issuer and original are kept apart in the digest", () => {
  const end = (name: string) => name.slice(-20);
  expect(end(sessionName('b","c:', "a"))).not.toBe(end(sessionName("c:", 'a","b')));
});
