import { Fault } from "../model/fault.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { Clock, LoadedPolicyMap } from "../model/ports.ts";
import {
  type PolicyMapEventDetail,
  PolicyMapRefused,
  type PolicyMapStatus,
  type RecordPolicyMapEvent,
  type RefusedProblem,
} from "./policy-map-event.ts";
import type { PolicyMapReading, PolicyMapText, UnusableMap } from "./policy-map-reading.ts";
import type { PolicyMapSource } from "./policy-map-source.ts";

/**
 * Makes the text of a map into one that decides, and runs the map's own tests.
 * @throws PolicyMapRefused, or anything else for what it did not foresee: the map is refused either way
 */
export type ActivatePolicyMap = (text: string, name: string) => Promise<PolicyMap>;

export interface PolicyMapStateOptions {
  readonly source: PolicyMapSource;
  readonly activate: ActivatePolicyMap;
  readonly now: Clock;
  readonly onEvent: RecordPolicyMapEvent;
}

interface Live {
  readonly loaded: LoadedPolicyMap;
  readonly version: string;
  /** When it was last known to be what the source holds. */
  readonly currentAtMs: number;
}

interface Refused {
  readonly version: string;
  readonly refusedAtMs: number;
  readonly problems: readonly RefusedProblem[];
  readonly fault: Fault;
}

/** One look at the source. */
interface Look {
  readonly startedAtMs: number;
  /** False once a later one has begun: what this one brings is then dropped. */
  readonly isLatest: () => boolean;
}

/** The last good map, and what has come after it. */
export interface PolicyMapState {
  readonly live: () => Live | undefined;
  /** When the look began that read the source last, whatever it held: a refused map is an answer too. */
  readonly reachedAtMs: () => number;
  /** Why no map is live. */
  readonly fault: () => Fault;
  /** Takes the source's map, if it is another than the one that is live or refused. Never rejects. */
  readonly take: (look: Look, reading: PolicyMapReading) => Promise<void>;
  readonly noteUnreadable: (error: unknown) => void;
  /** The version that was seen last, live or refused. */
  readonly seenVersion: () => string | undefined;
  readonly describe: () => PolicyMapStatus;
}

/**
 * Holds the last good map. It stays while the source cannot be read, or holds a version that is refused, which is not tried
 * again until the source holds something else.
 */
export function createPolicyMapState({ source, activate, now, onEvent }: PolicyMapStateOptions): PolicyMapState {
  let live: Live | undefined;
  let reachedAtMs = Number.NEGATIVE_INFINITY;
  let refused: Refused | undefined;
  let unreadable: { readonly sinceMs: number; readonly fault: Fault } | undefined;

  const seenVersion = () => refused?.version ?? live?.version;

  function tell(detail: PolicyMapEventDetail): void {
    const ageMs = live === undefined ? undefined : Math.max(0, now() - live.currentAtMs);
    onEvent({ ...detail, location: source.location, ageMs });
  }

  function noteReadable(): void {
    if (unreadable === undefined) return;
    unreadable = undefined;
    tell({ kind: "recovered", from: "fetchFailed" });
  }

  function noteGood(next: Live): void {
    live = next;
    if (refused === undefined) return;
    refused = undefined;
    tell({ kind: "recovered", from: "refused" });
  }

  function refuse(version: string, problems: readonly RefusedProblem[], isNew: boolean): void {
    if (isNew) {
      const reason = `the policy map ${source.location} is invalid`;
      const fault = new Fault("Internal", reason, { cause: new PolicyMapRefused(problems) });
      refused = { version, refusedAtMs: now(), problems, fault };
    }
    tell({ kind: "refused", version, problems, isNew });
  }

  async function tryVersion(look: Look, reading: PolicyMapText | UnusableMap): Promise<void> {
    const { version, name } = reading;
    try {
      const policyMap = await activateReading(reading, activate);
      if (!look.isLatest()) return;
      const previousDigest = live?.loaded.policyMap.digest;
      const loaded = Object.freeze({ policyMap, loadedAtMs: look.startedAtMs });
      noteGood({ loaded, version, currentAtMs: look.startedAtMs });
      const { digest } = policyMap;
      tell({ kind: "activated", version, digest, ...(previousDigest !== undefined && { previousDigest }) });
    } catch (error) {
      if (look.isLatest()) refuse(version, problemsOf(error, name), true);
    }
  }

  return {
    seenVersion,
    live: () => live,
    reachedAtMs: () => reachedAtMs,
    fault: () =>
      unreadable?.fault ?? refused?.fault ?? new Fault("UpstreamUnavailable", "no policy map has been read yet"),
    take: async (look, reading) => {
      reachedAtMs = look.startedAtMs;
      noteReadable();
      const version = "unchanged" in reading ? seenVersion() : reading.version;
      if (refused !== undefined && version === refused.version) {
        refuse(refused.version, refused.problems, false);
      } else if (live !== undefined && version === live.version) {
        noteGood({ ...live, currentAtMs: look.startedAtMs });
        tell({ kind: "confirmed" });
      } else if (!("unchanged" in reading)) {
        await tryVersion(look, reading);
      }
    },
    noteUnreadable: (error) => {
      const fault =
        error instanceof Fault ? error : new Fault("Internal", `the policy map ${source.location}: ${kindOf(error)}`);
      unreadable = { sinceMs: unreadable?.sinceMs ?? now(), fault };
      tell({ kind: "fetchFailed", reason: fault.reason });
    },
    describe: () => ({
      source: source.kind,
      live: live && {
        digest: live.loaded.policyMap.digest,
        version: live.version,
        activatedAtMs: live.loaded.loadedAtMs,
        currentAtMs: live.currentAtMs,
      },
      refused: refused && {
        version: refused.version,
        refusedAtMs: refused.refusedAtMs,
        problems: refused.problems,
      },
      unreadableSinceMs: unreadable?.sinceMs,
    }),
  };
}

async function activateReading(reading: PolicyMapText | UnusableMap, activate: ActivatePolicyMap): Promise<PolicyMap> {
  if ("unusable" in reading) {
    throw new PolicyMapRefused([{ file: reading.name, line: 1, column: 1, path: "", ...reading.unusable }]);
  }
  return await activate(reading.text, reading.name);
}

/** An error that nobody foresaw: its text could hold anything of the map, so only its kind is told. */
function problemsOf(error: unknown, file: string): readonly RefusedProblem[] {
  if (error instanceof PolicyMapRefused) return error.problems;
  const rule = `could not be made ready: ${kindOf(error)}`;
  return [{ file, line: 1, column: 1, path: "", rule, repair: "report this with the map's version" }];
}

function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : "not an error";
}
