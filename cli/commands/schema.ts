import { Command } from "commander";
import { mapTestsJsonSchema, policyMapJsonSchema } from "../../shared/policy-map/schema.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";

/** `vend schema`: the JSON Schema that completes and checks a map in an editor. */
export const schemaCommand: CommandFile = ({ answer }) =>
  new Command("schema")
    .summary("print the JSON Schema of a map, for editors")
    .description("Prints the JSON Schema (draft 7) of a policy map. Save it and name it in the map's $schema line.")
    .option("--cases", "the schema of a file of tests instead")
    .action(
      answer((options: { readonly cases?: true }) => {
        const schema = options.cases === true ? mapTestsJsonSchema() : policyMapJsonSchema();
        return { exitCode: exitCodes.fine, json: schema, text: () => `${JSON.stringify(schema, undefined, 2)}\n` };
      }),
    );
