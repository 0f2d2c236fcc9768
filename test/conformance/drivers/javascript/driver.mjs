// Calls STS by the SDK's default chain for each line `get`, and prints what came of it as a line of JSON.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const { version } = createRequire(import.meta.url)("@aws-sdk/client-sts/package.json");
const print = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
print({ version: `client-sts ${version}` });

const client = new STSClient({ endpoint: process.env.CALL_STS });
for await (const _line of createInterface({ input: process.stdin })) {
  const called = client.send(new GetCallerIdentityCommand({}));
  print(
    await called.then(({ Arn }) => ({ arn: Arn })).catch((error) => ({ error: `${error.name}: ${error.message}` })),
  );
}
