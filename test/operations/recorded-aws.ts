import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Accounts } from "../../local/sts-emulator/accounts.ts";
import { policySchema } from "../../local/sts-emulator/policy-schema.ts";

const identityPolicy = policySchema("identity");

/** Stands in for the AWS CLI, and keeps what it was asked. */
export interface RecordedAws {
  /** To be first in `PATH`. */
  readonly folder: string;
  /** The accounts once what was asked since the last time has been done. */
  readonly carryOut: (accounts: Accounts) => Accounts;
}

/** @param folder of the commands' own: files that they name are found from its folder `revoked` */
export function recordAws(folder: string): RecordedAws {
  const bin = join(folder, "bin");
  const log = join(bin, "asked.txt");
  mkdirSync(bin);
  // Each argument on a line of its own, as the shell has made it of the script's quotes.
  writeFileSync(
    join(bin, "aws"),
    `#!/bin/sh\nfor argument in "$@"; do printf '%s\\n' "$argument"; done >> '${log}'\necho >> '${log}'\n`,
  );
  chmodSync(join(bin, "aws"), 0o755);
  const policies = new Map<string, { readonly role: string; readonly document: unknown }>();

  function apply(words: readonly string[]): void {
    const [service, operation] = words;
    const value = (name: string) => words[words.indexOf(name) + 1] ?? "";
    const [role, name] = [value("--role-name"), value("--policy-name")];
    if (service !== "iam") throw new Error(`nobody expects aws ${words.join(" ")}`);
    if (operation === "put-role-policy") {
      const file = value("--policy-document").replace(/^file:\/\//, "");
      policies.set(`${role} ${name}`, {
        role,
        document: JSON.parse(readFileSync(join(folder, "revoked", file), "utf8")),
      });
    } else if (operation === "delete-role-policy") {
      if (!policies.delete(`${role} ${name}`)) throw new Error(`${role} has no policy ${name}`);
    } else throw new Error(`nobody expects aws ${words.join(" ")}`);
  }

  return {
    folder: bin,
    carryOut: (accounts) => {
      const asked = readFileSync(log, "utf8")
        .split("\n\n")
        .filter((text) => text !== "");
      rmSync(log);
      for (const text of asked) apply(text.split("\n"));
      const roles = [...accounts.roles].map(([arn, role]) => {
        const own = [...policies.values()].filter((policy) => policy.role === role.name);
        return [
          arn,
          { ...role, permissions: [everything, ...own.map(({ document }) => identityPolicy.parse(document))] },
        ] as const;
      });
      return { ...accounts, roles: new Map(roles) };
    },
  };
}

const everything = identityPolicy.parse({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});
