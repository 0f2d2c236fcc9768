import { createHash } from "node:crypto";
import { CliError } from "../cli-error.ts";
import type { AccountRoles, NeededRole } from "./account-roles.ts";
import { type AccountTemplate, accountTemplate } from "./account-template.ts";
import type { TrustSet } from "./trust-files.ts";

/** A template that serves every account with the same roles, and what is an account's own. */
export interface CommonTemplate {
  readonly template: AccountTemplate;
  /** By account id: values of the template's parameters, which hold external IDs. */
  readonly values: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Nobody sends it: an account that was given no external ID of its own lets nobody in. */
const sentByNobody = "no-external-id-was-given";

/**
 * The fewest templates that the accounts can be made from. Nothing in one names an account: external IDs are parameters, two for each
 * that a role asks for, so that the template stays the same while one is changed.
 * @throws CliError for a role that asks for more than two
 */
export function commonTemplates(set: TrustSet): readonly CommonTemplate[] {
  const templates = new Map<string, CommonTemplate & { readonly values: Map<string, Record<string, string>> }>();
  for (const account of set.accounts) {
    const { template, values } = withParameters(account, set);
    const key = JSON.stringify(template);
    const known = templates.get(key) ?? { template, values: new Map() };
    templates.set(key, known);
    known.values.set(account.accountId, values);
  }
  return [...templates.values()];
}

function withParameters({ accountId, roles }: AccountRoles, set: TrustSet) {
  const description = "Roles that the credential vending service gives sessions of";
  const own = accountTemplate(roles, set, { description, digest: digestOf });
  const slots = new Map<string, string>();
  const values: Record<string, string> = {};
  const Resources = JSON.parse(JSON.stringify(own.Resources), (name, value: unknown) => {
    if (name !== "sts:ExternalId") return value;
    const [first, second = "", ...more] = [value].flat() as string[];
    if (first === undefined || more.length > 0) {
      const rule = `a role of account ${accountId} asks for ${more.length + 2} external IDs, and a parameter has room for two`;
      throw new CliError(`${rule}: give the account one entry in the map, or use --as cloudformation for it`);
    }
    const key = JSON.stringify([first, second]);
    const suffix = slots.get(key) ?? (slots.size === 0 ? "" : `${slots.size + 1}`);
    slots.set(key, suffix);
    values[`ExternalId${suffix}`] = first;
    values[`SecondExternalId${suffix}`] = second;
    return oneOrBoth(suffix);
  }) as AccountTemplate["Resources"];
  const suffixes = [...slots.values()];
  const template: AccountTemplate = {
    ...own,
    ...((own.Parameters !== undefined || suffixes.length > 0) && {
      Parameters: { ...own.Parameters, ...Object.assign({}, ...suffixes.map(parametersOf)) },
    }),
    ...(suffixes.length > 0 && { Conditions: Object.assign({}, ...suffixes.map(conditionOf)) }),
    Resources,
  };
  return { template, values };
}

function oneOrBoth(suffix: string): object {
  const [one, second] = [{ Ref: `ExternalId${suffix}` }, { Ref: `SecondExternalId${suffix}` }];
  return { "Fn::If": [`HasSecondExternalId${suffix}`, [one, second], one] };
}

function conditionOf(suffix: string): object {
  return {
    [`HasSecondExternalId${suffix}`]: { "Fn::Not": [{ "Fn::Equals": [{ Ref: `SecondExternalId${suffix}` }, ""] }] },
  };
}

function parametersOf(suffix: string): object {
  const form = "[A-Za-z0-9_+=,.@:/-]{2,1224}";
  return {
    [`ExternalId${suffix}`]: {
      Type: "String",
      NoEcho: true,
      Description: "What the account's roles ask for as sts:ExternalId",
      AllowedPattern: `^${form}$`,
      Default: sentByNobody,
    },
    [`SecondExternalId${suffix}`]: {
      Type: "String",
      NoEcho: true,
      Description: "The next or the previous one, while it is being changed; empty otherwise",
      AllowedPattern: `^(${form})?$`,
      Default: "",
    },
  };
}

/** Of what is the same in every account. */
function digestOf({ path, name }: NeededRole): string {
  return createHash("sha256").update(`${path}${name}`).digest("hex").slice(0, 8);
}
