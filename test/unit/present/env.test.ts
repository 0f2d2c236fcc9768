import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { env } from "../../../shared/present/env.ts";
import { aSession } from "./a-session.ts";

const variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"];

/** What a POSIX shell makes of the text, with its own environment empty. */
function evaluate(text: string): string[] {
  const print = variables.map((name) => `"$${name}"`).join(" ");
  const script = `eval "$1"\nprintf '%s\\0' ${print}`;
  const output = execFileSync("/bin/sh", ["-c", script, "sh", text], { env: {}, encoding: "utf8" });
  return output.split("\0").slice(0, -1);
}

test.each(["'; touch /tmp/never; '", "$(id)", "`id`", '"$HOME"', "back\\slash\\'", "two\nlines", "''", "!history"])(
  "a shell reads %j as itself",
  (secretAccessKey) => {
    expect(evaluate(env(aSession({ secretAccessKey })))).toStrictEqual([
      "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey,
      "IQoJb3JpZ2luX2VjEXAMPLE//token==",
      "2026-11-03T10:20:30Z",
    ]);
  },
);

test("a shell reads any text as itself", () => {
  const texts = fc
    .string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "(", ")", ";", "&", "\n", " ", "*", "~", "#", "a", "é") })
    .filter((text) => text !== "");
  fc.assert(
    fc.property(texts, (sessionToken) => {
      expect(evaluate(env(aSession({ sessionToken })))[2]).toBe(sessionToken);
    }),
    { numRuns: 60 },
  );
});
