import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Accounts } from "./accounts.ts";
import { answerRequest } from "./answer-request.ts";
import { createIdentityTokenSigner } from "./identity-token-signer.ts";
import type { Interfere } from "./interference.ts";
import { issueRoleSession, type RoleSessionOptions } from "./issue-role-session.ts";
import { type RecordedCall, recordCalls } from "./record-calls.ts";
import { type Credentials, keepSessions } from "./sessions.ts";

export interface StsEmulatorOptions {
  readonly accounts: Accounts;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** The region of calls that nobody signs. */
  readonly region?: string;
}

export interface StsEmulator {
  /** For `AWS_ENDPOINT_URL_STS`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The newest thousand, oldest first. */
  readonly calls: readonly RecordedCall[];
  /**
   * Credentials of a role as a service has them: what Lambda gives a function. No trust policy is asked.
   * @throws Error for a role that is not there
   */
  issueRoleSession(roleArn: string, sessionName: string, options?: RoleSessionOptions): Credentials;
  /**
   * What the owners of the accounts do in IAM: from the next call on, trust policies and permissions are these, for sessions that are
   * running too.
   */
  replaceAccounts(accounts: Accounts): void;
  /** Lets calls go wrong from now on; without a function everything is well again. */
  interfere(next?: Interfere): void;
  close(): Promise<void>;
}

/** Starts an STS on loopback that says yes and no where AWS would. Everything it knows is in `accounts`. */
export async function startStsEmulator(options: StsEmulatorOptions): Promise<StsEmulator> {
  const { now = Date.now, region: defaultRegion = "us-east-1" } = options;
  const sessions = keepSessions();
  const identityTokens = createIdentityTokenSigner();
  const recorder = recordCalls();
  let { accounts } = options;
  let interfere: Interfere | undefined;

  const server = createServer((request, response) => {
    // What fails outside of an action is the connection, and then there is nobody to tell.
    answerRequest(request, response, {
      accounts,
      sessions,
      identityTokens,
      recorder,
      now,
      defaultRegion,
      interfere,
    }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls: recorder.calls,
    issueRoleSession: (roleArn, sessionName, session) =>
      issueRoleSession({ accounts, sessions, nowMs: now() }, roleArn, sessionName, session),
    replaceAccounts: (next) => {
      accounts = next;
    },
    interfere: (next) => {
      interfere = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
