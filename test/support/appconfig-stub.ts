import { type AwsCall, type AwsReply, type AwsStub, startAwsStub } from "./aws-stub.ts";

/**
 * The data plane of AppConfig, which no emulator has: sessions, tokens that are good for one question each, no content for
 * who has it already, and a refusal for who asks too soon.
 * @see https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_Operations_AWS_AppConfig_Data.html
 */
export interface AppConfigStub extends Pick<AwsStub, "url" | "calls" | "close"> {
  content: string | Uint8Array;
  label: string | undefined;
  /** Seconds; undefined: what the session has asked for. */
  pollSeconds: number | undefined;
  /** New sessions take the client for one that has the content already. */
  startsEmpty: boolean;
  /** Every question is answered with this instead. */
  outage: AwsReply | undefined;
  /** How many sessions were started. */
  readonly sessions: () => number;
  /** Makes every token that was given invalid, as time does. */
  readonly expireTokens: () => void;
}

interface Session {
  readonly leastSeconds: number;
  given: string | Uint8Array | undefined;
  lastAskedAtMs: number | undefined;
}

/** @param now milliseconds since the epoch: what the time between two questions is measured by */
export async function startAppConfigStub(now: () => number = Date.now): Promise<AppConfigStub> {
  const tokens = new Map<string, Session>();
  let issued = 0;
  let started = 0;

  function issue(session: Session): string {
    issued += 1;
    tokens.set(`token-${issued}`, session);
    return `token-${issued}`;
  }

  function startSession({ body }: AwsCall): AwsReply {
    const asked = JSON.parse(body) as Record<string, string | number>;
    const names = ["ApplicationIdentifier", "EnvironmentIdentifier", "ConfigurationProfileIdentifier"];
    if (names.map((name) => asked[name]).join("/") !== "vend/prod/map") {
      return error("ResourceNotFoundException", 404);
    }
    started += 1;
    const leastSeconds = Number(asked["RequiredMinimumPollIntervalInSeconds"] ?? 60);
    const given = stub.startsEmpty ? stub.content : undefined;
    const session: Session = { leastSeconds, given, lastAskedAtMs: undefined };
    return reply(201, {}, JSON.stringify({ InitialConfigurationToken: issue(session) }));
  }

  function poll({ query }: AwsCall): AwsReply {
    const token = query.get("configuration_token") ?? "";
    const session = tokens.get(token);
    const seconds = stub.pollSeconds ?? session?.leastSeconds ?? 0;
    const isTooSoon = session?.lastAskedAtMs !== undefined && now() - session.lastAskedAtMs < seconds * 1_000;
    if (session === undefined || isTooSoon) {
      return error("BadRequestException", 400);
    }
    tokens.delete(token);
    const isKnown = session.given === stub.content;
    session.given = stub.content;
    session.lastAskedAtMs = now();
    return reply(
      200,
      {
        "next-poll-configuration-token": issue(session),
        "next-poll-interval-in-seconds": String(seconds),
        ...(!isKnown && stub.label !== undefined && { "version-label": stub.label }),
      },
      isKnown ? "" : stub.content,
    );
  }

  const server = await startAwsStub((call) => {
    if (stub.outage !== undefined) return stub.outage;
    return call.path === "/configurationsessions" ? startSession(call) : poll(call);
  });
  const stub: AppConfigStub = {
    url: server.url,
    calls: server.calls,
    close: server.close,
    content: "",
    label: undefined,
    pollSeconds: undefined,
    startsEmpty: false,
    outage: undefined,
    sessions: () => started,
    expireTokens: () => tokens.clear(),
  };
  return stub;
}

function reply(status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): AwsReply {
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

function error(name: string, status: number): AwsReply {
  return reply(status, { "x-amzn-errortype": name }, JSON.stringify({ Message: `${name} it is` }));
}
