import { Command, InvalidArgumentError } from "commander";
import { type ProofMethod, proofMethods } from "../../shared/model/proof.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { explainJson, makeExplainReport } from "../explain/explain-report.ts";
import { findIssuer } from "../explain/find-issuer.ts";
import { printExplanation } from "../explain/print-explanation.ts";
import { readClaims } from "../explain/read-claims.ts";
import { loadMap, mapArgument } from "../input/load-map.ts";
import { readDuration } from "../input/read-duration.ts";
import { readParameter } from "../input/read-parameter.ts";
import { readTime } from "../input/read-time.ts";
import type { Outcome } from "../output/outcome.ts";

interface ExplainOptions {
  readonly claims?: string;
  readonly token?: string;
  readonly issuer?: string;
  readonly grant?: string;
  readonly account?: string;
  readonly param?: readonly (readonly [name: string, value: string])[];
  readonly duration?: number;
  readonly boundBy?: readonly ProofMethod[];
  readonly ip?: string;
  readonly vpce?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly nearest?: true;
  readonly showExternalId?: true;
}

/** `vend explain MAP --claims FILE`: the service's decision, condition by condition, and what STS would be asked. */
export const explainCommand: CommandFile = ({ io, answer }) =>
  new Command("explain")
    .summary("say what a caller gets, and why")
    .description(
      "Shows the service's decision for a caller, condition by condition. Exit code 1 where it is a refusal.",
    )
    .argument("<map>", mapArgument)
    .option("--claims <file>", "the caller's claims as JSON (a token's payload), or a whole JWT; - for standard input")
    .option("--token <file>", "a JWT: decoded, NOT verified")
    .option("--issuer <name>", "the issuer's name in the map, where the claims have no iss")
    .option("--grant <name>", "the grant that is asked for")
    .option("--account <name>", "the account that is asked for")
    .option("--param <name=value...>", "parameters that are sent", readParameter)
    .option("--duration <duration>", "the duration that is asked for: seconds, or such as 1h30m", readDuration)
    .option("--bound-by <method...>", "what the token is bound to, proof included: dpop, mtls or both", readMethod)
    .option("--ip <address>", "the address that the request comes from")
    .option("--vpce <id>", "the VPC endpoint that the request comes through")
    .option("--at <time>", "when the request comes, such as 2026-10-07T07:00:00Z (default: now)", readTime)
    .option("--nearest", "also the grants that came closest, and what is missing")
    .option("--show-external-id", "show external IDs instead of hiding them")
    .action(answer((location: string, options: ExplainOptions) => explain(location, options, io)));

async function explain(location: string, options: ExplainOptions, io: CliIo): Promise<Outcome> {
  const source = options.token ?? options.claims;
  if (source === undefined || (options.token !== undefined && options.claims !== undefined)) {
    throw new CliError("say who asks with --claims FILE or --token FILE (one of the two)");
  }
  if (location === "-" && source === "-") {
    throw new CliError("standard input cannot be both the map and the claims");
  }
  const { document } = await loadMap(location, io);
  const token = await readClaims(source, io);
  if (options.token !== undefined && token.header === undefined) {
    throw new CliError(`${source} holds claims, not a token; give it with --claims`);
  }
  const issuer = findIssuer(document.issuers, token.claims, options.issuer);
  const report = makeExplainReport(document, {
    token,
    issuer,
    boundBy: options.boundBy ?? [],
    ask: {
      grant: options.grant,
      account: options.account,
      format: undefined,
      durationSeconds: options.duration,
      parameters: new Map(options.param),
    },
    facts: { nowMs: options.at ?? io.now(), sourceAddress: options.ip, vpcEndpointId: options.vpce },
    showsExternalId: options.showExternalId === true,
    wantsNearest: options.nearest === true,
  });
  const isGranted = report.calls.length > 0;
  const missing = issuer.requiredClaims.filter((name) => !Object.hasOwn(token.claims, name));
  return {
    exitCode: isGranted ? exitCodes.fine : exitCodes.no,
    json: explainJson(report),
    text: (palette) => printExplanation(report, palette),
    notes: [
      ...(token.header === undefined ? [] : ["THE TOKEN WAS NOT VERIFIED: anybody could have written what it says"]),
      ...(token.header === undefined && missing.length > 0
        ? [`taken as if the token had ${missing.join(", ")}: without, the service answers MissingClaim`]
        : []),
      ...(isGranted || options.nearest === true ? [] : ["--nearest shows the grants that came closest"]),
    ],
  };
}

function readMethod(text: string, earlier: readonly ProofMethod[] = []): readonly ProofMethod[] {
  const method = proofMethods.find((known) => known === text);
  if (method === undefined) {
    throw new InvalidArgumentError(`Write ${proofMethods.join(" or ")}.`);
  }
  return [...new Set([...earlier, method])];
}
