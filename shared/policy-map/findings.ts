/** The way to a place of the map: `["grants", "nightly", "via", 0]`. */
export type MapPath = readonly (string | number)[];

/** Where to point: at what is written there, at its key, or at an offset of the text. */
export type Spot = "value" | "key" | { readonly offset: number };

export interface Finding {
  readonly path: MapPath;
  readonly spot: Spot;
  /** Which rule does not hold, worded to follow the path. */
  readonly rule: string;
  /** What to write instead. */
  readonly repair: string;
}

/** What is wrong with one piece of text, thrown by the parsers of single values. */
export class Flaw extends Error {
  override readonly name = "Flaw";
  readonly rule: string;
  readonly repair: string;

  constructor(rule: string, repair: string) {
    super(`${rule}; ${repair}`);
    this.rule = rule;
    this.repair = repair;
  }
}

/** A file that is no map at all is wrong in millions of places, which would take minutes to find in it, and gigabytes. */
const mostFindings = 10_000;

/** Collects what is wrong, so that one run shows an author all of it, or enough of it. */
export class Findings {
  readonly #found: Finding[] = [];

  get all(): readonly Finding[] {
    return this.#found;
  }

  report(path: MapPath, rule: string, repair: string, spot: Spot = "value"): undefined {
    if (this.#found.length < mostFindings) this.#found.push({ path, spot, rule, repair });
    return undefined;
  }

  /** What `parse` gives; where it throws a `Flaw`, that is reported at `path` and the answer is undefined. */
  attempt<T>(path: MapPath, parse: () => T, spot: Spot = "value"): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof Flaw)) throw error;
      return this.report(path, error.rule, error.repair, spot);
    }
  }
}
