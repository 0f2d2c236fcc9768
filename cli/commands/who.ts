import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { count } from "../output/count.ts";
import type { Outcome } from "../output/outcome.ts";
import type { Palette } from "../output/palette.ts";
import { quoteForeign } from "../output/quote-foreign.ts";
import type { AuditLine } from "../who/audit-line.ts";
import { type FoundSession, findSession } from "../who/find-session.ts";
import { openLog } from "../who/open-log.ts";
import { readAuditLines, type Unread } from "../who/read-audit-lines.ts";

interface WhoOptions {
  readonly log: readonly string[];
}

/** `vend who ACCESS_KEY_ID`: whose session it is, by the audit log. */
export const whoCommand: CommandFile = ({ io, answer }) =>
  new Command("who")
    .summary("say whose session an access key's id is of")
    .description(
      "Finds in the service's audit log whose session an access key's id is of, and every request that was answered with it.\n" +
        "Exit code 1 where the log does not have it, 3 where it has not either, but could not be read whole.",
    )
    .argument("<access-key-id>", "as CloudTrail has it: ASIA...")
    .option("--log <file...>", "lines of the log or an export of it, gzip or not; - for standard input", ["-"])
    .action(answer((accessKeyId: string, options: WhoOptions) => who(accessKeyId, options, io)));

async function who(accessKeyId: string, { log }: WhoOptions, io: CliIo): Promise<Outcome> {
  if (!/^(?:ASIA|AKIA)[A-Z0-9]{12,124}$/.test(accessKeyId)) {
    throw new CliError("that is no access key's id: they are ASIA or AKIA, and 12 or more capitals and digits");
  }
  if (accessKeyId.startsWith("AKIA")) {
    throw new CliError("AKIA... is a user's own key, which lasts: this service gives none");
  }
  const found: AuditLine[] = [];
  const unread = { tooLong: 0, tooDeep: 0, broken: 0 };
  const note = (why: Unread) => {
    unread[why] += 1;
  };
  let records = 0;
  for (const location of log) {
    for await (const line of openLog(location, io, (bytes) => readAuditLines(bytes, note))) {
      records += 1;
      if (line.audit["accessKeyId"] === accessKeyId) found.push(line);
    }
  }
  const session = findSession(accessKeyId, found);
  const notes = wordUnread(unread);
  if (session === undefined) {
    const message = `no request was answered with ${accessKeyId}, in ${count(records, "audit record")}`;
    const exitCode = notes.length > 0 ? exitCodes.unsure : exitCodes.no;
    return { exitCode, json: { found: false, records, unread }, text: () => `${message}\n`, notes };
  }
  return {
    exitCode: exitCodes.fine,
    json: { found: true, records, unread, session },
    text: (palette) => print(session, palette),
    notes,
  };
}

/** What may have held a record, and was not read. */
function wordUnread({ tooLong, tooDeep, broken }: Readonly<Record<Unread, number>>): readonly string[] {
  const reasons = [
    [tooLong, "too long (a line over 16 MiB, or an export over 64 MiB that is no line each event)"],
    [tooDeep, "nested too deep"],
    [broken, "cut, or no JSON"],
  ] as const;
  return reasons
    .filter(([times]) => times > 0)
    .map(([times, why]) => `${count(times, "part")} of the log could not be read: ${why}`);
}

function print(session: FoundSession, palette: Palette): string {
  const { accessKeyId, grant, account, roleArn, from, to, sessionName, sourceIdentity, assumedRoleId } = session;
  const where = account === "" ? "" : `, account ${quoteForeign(account)}`;
  return [
    `${palette.strong(accessKeyId)} is a session of ${quoteForeign(roleArn)}, by grant ${quoteForeign(grant)}${where}\n`,
    `  from ${quoteForeign(from)} to ${quoteForeign(to)}\n`,
    `  in CloudTrail: session name ${quoteForeign(sessionName)}, source identity ${quoteForeign(sourceIdentity)}, principal ${quoteForeign(assumedRoleId)}\n`,
    "  given to\n",
    ...session.callers.map(
      ({ issuer, subject }) => `    ${palette.strong(quoteForeign(subject))} of ${quoteForeign(issuer)}\n`,
    ),
    `  by ${count(session.requests.length, "request")}\n`,
    ...session.requests.map(({ timestamp, requestId, sessionFrom, sourceAddress, tokenId }) => {
      const words = [timestamp, requestId, sessionFrom, sourceAddress, tokenId].map(quoteForeign);
      return `    ${words[0]} request ${words[1]}, from ${words[2]}, address ${words[3]}, token ${words[4]}\n`;
    }),
  ].join("");
}
