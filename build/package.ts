import { describePackage } from "./package/describe-package.ts";
import { makePackage } from "./package/make-package.ts";

/*
 * Makes what would be deployed, in `.serverless/`, and says what it is. Options are the framework's, such as `--stage production --region
 * eu-west-1`.
 */
try {
  console.log(await describePackage(await makePackage(process.env, process.argv.slice(2))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
