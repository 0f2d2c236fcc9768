import { writeCompiledMap } from "../../shared/policy-map/compiled/write-compiled-map.ts";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import type { LoadedMap } from "../input/load-map.ts";

/** A map as it is published. */
export interface CompiledMap {
  readonly text: string;
  /** Names the version: SHA-256 of the document, in lower-case hex, as audit records and `/readyz` have it. */
  readonly digest: string;
}

/** Compiles a map that has been checked: its tests have passed. */
export function compileMap({ document, tests }: LoadedMap): CompiledMap {
  return { text: writeCompiledMap(document, { testsPassed: tests.length }), digest: documentDigest(document) };
}
