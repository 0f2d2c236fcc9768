import type { SoakMapVersion } from "./soak-map.ts";

/** What is so while a round of the load runs. */
export interface SoakRound {
  /** The map in force. */
  readonly version: SoakMapVersion;
  /** Whether the map's file is written before this round, and whether what is written is one: in place of a broken one the last stays in force. */
  readonly writesMap: boolean;
  readonly isMapWhole: boolean;
  /** How many maps there have been, broken ones included. */
  readonly mapVersions: number;
  /** Of the calls of STS, one in so many is throttled; 0: none. */
  readonly throttlesOneIn: number;
  /** What tokens are signed with. */
  readonly keyId: string;
  /** What the issuer begins to publish before this round. */
  readonly newKeys: readonly string[];
  readonly publishedKeys: readonly string[];
}

const roundsAMap = 10;
const roundsAThrottle = 20;
const roundsAKey = 15;
/** Issuers publish a key before they sign with it: for longer than instances go without looking. */
const roundsPublishedBefore = 8;
/** One subject in so many is denied at a time. */
const deniedAmong = 200;

/** The nth round, counted from 0; each is a minute of the clock. The same every time, so that what went wrong can be run again. */
export function planRound(nth: number, subjects: readonly string[]): SoakRound {
  const mapsBefore = Math.floor(nth / roundsAMap);
  const turn = mapsBefore % 4;
  const keysBefore = Math.floor(nth / roundsAKey);
  const isKeyNext = nth % roundsAKey >= roundsAKey - roundsPublishedBefore;
  const name = (key: number) => `key-${key + 1}`;
  return {
    version: {
      folder: Math.floor((mapsBefore + 2) / 4) % 2 === 0 ? "monthly" : "daily",
      denied: subjects.filter((_, at) => at % deniedAmong === (Math.floor((mapsBefore + 3) / 4) * 7) % deniedAmong),
    },
    writesMap: nth > 0 && nth % roundsAMap === 0,
    isMapWhole: turn !== 3,
    mapVersions: mapsBefore + 1,
    throttlesOneIn: nth % roundsAThrottle === roundsAThrottle / 2 ? 2 : 0,
    keyId: name(keysBefore),
    newKeys: nth % roundsAKey === roundsAKey - roundsPublishedBefore ? [name(keysBefore + 1)] : [],
    publishedKeys: [keysBefore - 1, keysBefore, ...(isKeyNext ? [keysBefore + 1] : [])]
      .filter((key) => key >= 0)
      .map(name),
  };
}
