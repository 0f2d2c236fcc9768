import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, parseEnv } from "node:util";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a stage is packaged with. */
export interface Settings {
  /** The environment, with what the stage's files set besides. */
  readonly env: Environment;
  /** What of it another shell would not have, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads `STAGE.env` and `STAGE.REGION.env`, where they are: the second goes before the first, and the environment before both.
 * @param folder where they lie; its `example.env` has all names that may be in them
 * @param options the framework's, among them `--stage` and `--region`
 * @throws Error for a name that is no setting, and for a stage that AWS would not take
 */
export async function readSettings(folder: string, env: Environment, options: readonly string[]): Promise<Settings> {
  const { stage, region } = read(options);
  if (!stagePattern.test(stage)) {
    throw new Error(`--stage ${stage}: use up to 11 lower-case letters, digits and hyphens, and a letter first`);
  }
  const known = namesIn(await readFile(join(folder, "example.env"), "utf8"));
  const ofStage = await readFileOf(join(folder, `${stage}.env`), known);
  const place = region ?? env["AWS_REGION"] ?? ofStage["AWS_REGION"] ?? defaultRegion;
  const ofRegion = await readFileOf(join(folder, `${stage}.${place}.env`), known);
  const written: Environment = { ...ofStage, ...ofRegion };
  const notes = [...known].flatMap((name) => noteOn(name, env[name], written[name] ?? ""));
  return { env: { ...written, ...env }, notes };
}

/** With `credential-vending-api-` before and the longest function's name after it, 64 characters: what Lambda takes. */
const stagePattern = /^[a-z][a-z0-9-]{0,10}$/;

/** As `serverless.yml` has them. */
const defaultStage = "dev";
const defaultRegion = "eu-central-1";

function read(options: readonly string[]): { readonly stage: string; readonly region: string | undefined } {
  const { values } = parseArgs({
    args: [...options],
    options: { stage: { type: "string", short: "s" }, region: { type: "string", short: "r" } },
    // The rest is the framework's to know.
    strict: false,
  });
  const { stage, region } = values;
  return {
    stage: typeof stage === "string" ? stage : defaultStage,
    region: typeof region === "string" ? region : undefined,
  };
}

function namesIn(example: string): ReadonlySet<string> {
  return new Set([...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = ""]) => name));
}

async function readFileOf(path: string, known: ReadonlySet<string>): Promise<Environment> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const settings = parseEnv(text);
  const unknown = Object.keys(settings).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`${path}: ${unknown.join(", ")}: no setting; example.env beside it has all`);
  return settings;
}

/** The region is told by more than one, and by nobody's mistake. */
function noteOn(name: string, set: string | undefined, written: string): readonly string[] {
  if (set === undefined || set === written || name === "AWS_REGION") return [];
  return [
    written === ""
      ? `${name}=${set} is the environment's alone: who deploys from another shell deploys without it`
      : `${name}=${set} is the environment's, in place of ${written}, which the stage's settings have`,
  ];
}
