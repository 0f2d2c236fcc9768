import type { AttackRow } from "./attack-case.ts";
import { attackRows } from "./attack-rows.ts";
import { suiteGroups } from "./suite-groups.ts";

/** `docs/attacks.md`, from the suite itself. */
export function writeRegister(): string {
  const hostile = attackRows.flatMap(({ cases }) => cases).filter(({ answer }) => answer.kind !== "vended").length;
  const legal = suiteGroups.flatMap(({ cases }) => cases).filter(({ answer }) => answer.kind === "vended").length;
  return `# Attacks

What has been tried against this service, and what becomes of it. Written by \`node build/write-attacks.ts\` from the suite in
\`test/attack\`, which sends each case over HTTP to the stack of \`npm start\`:

\`\`\`sh
npm run test:attack
\`\`\`

It ends with \`N passed, N failed\`. ${hostile} hostile requests in ${attackRows.length} rows, and ${legal} that are legal, if unusual, and must pass. Of each refusal it is
checked that

- status and code are those of the case, the body has the one error shape, and \`InvalidToken\` one sentence whatever was wrong;
- nothing that was sent comes back: no part of the token, no claim, name or value; no ARN, pattern, external ID or stack trace;
- \`no-store\` and the security headers are there, \`WWW-Authenticate\` with a 401, \`Retry-After\` with a 503, and nothing for web pages;
- STS was not called (where only STS can refuse, it says so), and neither was any address in the token;
- it took less than five seconds.

At the end the log is looked through: it has one record for each request, and holds no token, secret key, session token or
external ID, neither the very ones that were used nor anything of their shape.

| # | attack | what becomes of it | cases |
|---|---|---|---|
${attackRows.map(writeRow).join("\n")}

New attacks are added at the end: a number stays with its attack for good.
`;
}

function writeRow({ number, attack, defence, cases }: AttackRow): string {
  return `| ${number} | ${attack} | ${defence} | ${cases.length} |`;
}
