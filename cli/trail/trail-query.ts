/** Of which sessions, and when. */
export interface TrailAsk {
  /** ARNs of roles. Never empty. */
  readonly roles: readonly string[];
  /** Undefined: of everybody. */
  readonly sourceIdentities: readonly string[] | undefined;
  readonly sessionNames: readonly string[] | undefined;
  /** Of one session. */
  readonly accessKeyId: string | undefined;
  /** Milliseconds since the epoch: inside, and outside. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The table, or the id of the event data store. */
  readonly table: string;
}

export const trailForms = ["athena", "lake", "insights"] as const;
export type TrailForm = (typeof trailForms)[number];

/**
 * What a grant's sessions did, as a query of CloudTrail's events. Every value is quoted, and has but characters that end no quote: names of
 * roles and sessions as STS takes them. Anything else is an error of this program.
 */
export function trailQuery(form: TrailForm, ask: TrailAsk): string {
  return form === "insights" ? insights(ask) : form === "lake" ? lake(ask) : athena(ask);
}

function athena(ask: TrailAsk): string {
  const time = (timeMs: number) => quote(new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z"));
  const { table, sourceIdentities, sessionNames, accessKeyId } = ask;
  // The table that AWS describes has no source identity: the calls by which the sessions began have it.
  const begun = (identities: readonly string[]) => `useridentity.accesskeyid IN (
    SELECT json_extract_scalar(responseelements, '$.credentials.accessKeyId')
    FROM ${table}
    WHERE eventsource = 'sts.amazonaws.com' AND eventname = 'AssumeRole'
      AND json_extract_scalar(requestparameters, '$.sourceIdentity') IN (${list(identities)}))`;
  return select(
    "eventtime, eventsource, eventname, awsregion, sourceipaddress, useridentity.arn, useridentity.accesskeyid, errorcode, requestparameters",
    table,
    [
      ...(accessKeyId === undefined ? [] : [`useridentity.accesskeyid = ${quote(accessKeyId)}`]),
      `useridentity.sessioncontext.sessionissuer.arn IN (${list(ask.roles)})`,
      ...(sessionNames !== undefined
        ? [`split_part(useridentity.principalid, ':', 2) IN (${list(sessionNames)})`]
        : sourceIdentities !== undefined
          ? [begun(sourceIdentities)]
          : []),
      `eventtime >= ${time(ask.fromMs)} AND eventtime < ${time(ask.toMs)}`,
    ],
    "eventtime",
  );
}

function lake(ask: TrailAsk): string {
  const time = (timeMs: number) => quote(new Date(timeMs).toISOString().slice(0, 19).replace("T", " "));
  const { sourceIdentities, sessionNames, accessKeyId } = ask;
  return select(
    "eventTime, eventSource, eventName, awsRegion, sourceIPAddress, userIdentity.arn, userIdentity.accessKeyId, errorCode, requestParameters",
    ask.table,
    [
      ...(accessKeyId === undefined ? [] : [`userIdentity.accessKeyId = ${quote(accessKeyId)}`]),
      `userIdentity.sessionContext.sessionIssuer.arn IN (${list(ask.roles)})`,
      ...(sourceIdentities !== undefined
        ? [`userIdentity.sessionContext.sourceIdentity IN (${list(sourceIdentities)})`]
        : sessionNames !== undefined
          ? [`split_part(userIdentity.principalId, ':', 2) IN (${list(sessionNames)})`]
          : []),
      `eventTime >= ${time(ask.fromMs)} AND eventTime < ${time(ask.toMs)}`,
    ],
    "eventTime",
  );
}

function select(columns: string, table: string, conditions: readonly string[], order: string): string {
  return `SELECT ${columns}\nFROM ${table}\nWHERE ${conditions.join("\n  AND ")}\nORDER BY ${order}\n`;
}

/** The time is chosen beside the query, where it is run. */
function insights({ roles, sourceIdentities, sessionNames, accessKeyId }: TrailAsk): string {
  const inList = (field: string, values: readonly string[]) =>
    `| filter ${field} in [${values.map((value) => `"${checked(value)}"`).join(", ")}]\n`;
  return [
    "fields @timestamp, eventSource, eventName, awsRegion, sourceIPAddress, userIdentity.arn, userIdentity.accessKeyId, errorCode\n",
    ...(accessKeyId === undefined ? [] : [inList("userIdentity.accessKeyId", [accessKeyId])]),
    inList("userIdentity.sessionContext.sessionIssuer.arn", roles),
    ...(sourceIdentities !== undefined
      ? [inList("userIdentity.sessionContext.sourceIdentity", sourceIdentities)]
      : sessionNames !== undefined
        ? [`| parse userIdentity.principalId "*:*" as roleId, sessionName\n`, inList("sessionName", sessionNames)]
        : []),
    "| sort @timestamp asc\n",
    "| limit 10000\n",
  ].join("");
}

function list(values: readonly string[]): string {
  return values.map(quote).join(", ");
}

function quote(value: string): string {
  return `'${checked(value)}'`;
}

/** Letters, digits and signs of ARNs, names, ids and times. No quote, no backslash, no wildcard, nothing that a language might read. */
function checked(value: string): string {
  if (!/^[\w+=,.@:/ -]+$/.test(value)) throw new Error(`${JSON.stringify(value)} may not go into a query`);
  return value;
}
