import { Sha256 } from "@aws-crypto/sha256-js";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  STSClient,
  type Credentials as StsCredentials,
} from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import type { Credentials } from "../../../local/sts-emulator/sessions.ts";
import { type StsEmulator, startStsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";

export const home = "111122223333";
export const away = "444455556666";
export const operator = { accessKeyId: "AKIAOPERATOR00000001", secretAccessKey: "operator/secret+key" };
export const stranger = { accessKeyId: "AKIASTRANGER00000001", secretAccessKey: "stranger-secret-key" };
export const bound = { accessKeyId: "AKIABOUND00000000001", secretAccessKey: "bound-secret-key" };

/** Two accounts. `open` takes everything from `operator`; each of the others demands one thing more. */
export const accountsYaml = `
organizationId: o-exampleorgid
serviceIdentity: arn:aws:iam::${home}:role/service/vending
accounts:
  "${home}":
    users:
      operator:
        path: /ops/
        tags: { Team: ops }
        accessKeys: [{ id: ${operator.accessKeyId}, secret: "${operator.secretAccessKey}" }]
      stranger:
        accessKeys: [{ id: ${stranger.accessKeyId}, secret: "${stranger.secretAccessKey}" }]
      bound:
        accessKeys: [{ id: ${bound.accessKeyId}, secret: "${bound.secretAccessKey}" }]
        permissions:
          Version: "2012-10-17"
          Statement: { Effect: Allow, Action: "s3:*", Resource: "*" }
    managedPolicies:
      team/reports: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } }
    roles:
      vending:
        path: /service/
        maxSessionDuration: 12h
        tags: { Heart: role, star: role }
        trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole } }
      open:
        path: /jobs/
        maxSessionDuration: 12h
        tags: { Heart: "1", Sun: "2" }
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Principal: { AWS: ["arn:aws:iam::${home}:user/ops/operator", "arn:aws:iam::${home}:role/service/vending", "arn:aws:iam::${home}:role/jobs/open"] }
            Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
      short:
        trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: "*", Action: "sts:*" } }
  "${away}":
    disabledRegions: [eu-south-1]
    managedPolicies:
      elsewhere: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }
    roles:
      reader:
        maxSessionDuration: 2h
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::${home}:role/service/vending" }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": "right-id" } }
`;

export const openRole = `arn:aws:iam::${home}:role/jobs/open`;
export const shortRole = `arn:aws:iam::${home}:role/short`;
export const awayRole = `arn:aws:iam::${away}:role/reader`;
export const vendingRole = `arn:aws:iam::${home}:role/service/vending`;

export function startTestEmulator(yaml = accountsYaml, now: () => number = Date.now): Promise<StsEmulator> {
  return startStsEmulator({ accounts: parseAccounts(yaml, "accounts.yaml"), now });
}

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

export function clientOf(emulator: StsEmulator, credentials: Keys, region = "eu-central-1"): STSClient {
  return new STSClient({ endpoint: emulator.url, region, credentials, maxAttempts: 1 });
}

export function assume(
  emulator: StsEmulator,
  credentials: Keys,
  input: Partial<AssumeRoleCommandInput> = {},
  region?: string,
) {
  const baseline = { RoleArn: openRole, RoleSessionName: "session" };
  return clientOf(emulator, credentials, region).send(new AssumeRoleCommand({ ...baseline, ...input }));
}

/** The keys of a session that must come about. */
export async function sessionOf(
  emulator: StsEmulator,
  credentials: Keys,
  input: Partial<AssumeRoleCommandInput> = {},
): Promise<Required<Keys>> {
  return keysOf((await assume(emulator, credentials, input)).Credentials);
}

export function keysOf(given: StsCredentials | undefined): Required<Keys> {
  const {
    AccessKeyId: accessKeyId = "",
    SecretAccessKey: secretAccessKey = "",
    SessionToken: sessionToken = "",
  } = given ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

export function serviceKeys(emulator: StsEmulator): Credentials {
  return emulator.issueRoleSession(vendingRole, "function");
}

/** `ok`, or what the SDK made of the error: `AccessDenied 403`. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  const { outcome } = await failureOf(call);
  return outcome;
}

export async function failureOf(call: Promise<unknown>): Promise<{ outcome: string; message: string }> {
  try {
    await call;
    return { outcome: "ok", message: "" };
  } catch (cause) {
    const error = cause as Error & { $metadata?: { httpStatusCode?: number } };
    return { outcome: `${error.name} ${error.$metadata?.httpStatusCode}`, message: error.message };
  }
}

export interface Signing {
  readonly keys?: Keys;
  readonly region?: string;
  readonly service?: string;
  readonly atMs?: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

export interface SignedPost {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A POST as it is written, signed by the SDK's signer: for what no SDK would send. */
export async function signPost(emulator: StsEmulator, signing: Signing = {}): Promise<SignedPost> {
  const { keys = operator, region = "eu-central-1", service = "sts", atMs = Date.now(), headers } = signing;
  const { body = "Action=GetCallerIdentity&Version=2011-06-15" } = signing;
  const signer = new SignatureV4({ credentials: keys, region, service, sha256: Sha256, applyChecksum: false });
  const request = {
    method: "POST",
    protocol: "http:",
    hostname: "127.0.0.1",
    path: "/",
    headers: {
      host: `127.0.0.1:${emulator.port}`,
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    },
    body,
  };
  const signed = await signer.sign(request, { signingDate: new Date(atMs) });
  return { path: "/", headers: signed.headers, body };
}

export function sendPost(emulator: StsEmulator, { path, headers, body }: SignedPost): Promise<Response> {
  return fetch(emulator.url + path, { method: "POST", headers, body, redirect: "error" });
}

/** `ok 200`, or the code and the message of an error as they came. */
export async function wireOutcomeOf(response: Response): Promise<{ outcome: string; message: string }> {
  const text = await response.text();
  const code = /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? "ok";
  const message = /<Message>(.*)<\/Message>/s.exec(text)?.[1]?.replaceAll("&apos;", "'") ?? "";
  return { outcome: `${code} ${response.status}`, message };
}

export const operatorArn = `arn:aws:iam::${home}:user/ops/operator`;
export const targetRole = `arn:aws:iam::${home}:role/target`;

/** `operator`, `stranger` and the service's role around one role `target` with this trust policy. JSON is YAML. */
export function startWithTrust(trust: object | readonly object[], permissions?: object): Promise<StsEmulator> {
  const Statement = [trust].flat().map((statement) => ({
    Effect: "Allow",
    ...("NotAction" in statement ? {} : { Action: "sts:AssumeRole" }),
    ...statement,
  }));
  const keysOfUser = (keys: Keys) => [{ id: keys.accessKeyId, secret: keys.secretAccessKey }];
  const ofService = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const document = {
    organizationId: "o-exampleorgid",
    accounts: {
      [home]: {
        users: {
          operator: { path: "/ops/", tags: { Team: "ops" }, permissions, accessKeys: keysOfUser(operator) },
          stranger: { accessKeys: keysOfUser(stranger) },
        },
        roles: {
          target: { tags: { Env: "prod" }, trustPolicy: { Version: "2012-10-17", Statement } },
          vending: { path: "/service/", permissions, trustPolicy: { Statement: ofService } },
        },
      },
    },
  };
  return startTestEmulator(JSON.stringify(document));
}
