import type { LocalStack } from "./start-stack.ts";

/** What `npm start` prints: where everything is, who may call, and lines to paste. */
export async function describeStack(stack: LocalStack): Promise<string> {
  const { document, identityProvider } = stack;
  const isTrusted = document.issuers.some(({ issuer }) => issuer === identityProvider.issuer);
  const lines = stack.isDemo ? await demoLines(stack) : ownMapLines(stack);
  return [where(stack), ...(isTrusted ? [callers(stack)] : []), lines, doctorLines(stack)].join("\n");
}

function where({ gateway, identityProvider, stsUrl, stsEmulator }: LocalStack): string {
  return `
API                ${gateway.url}
identity provider  ${identityProvider.url}
STS ${stsEmulator === undefined ? "(not ours)    " : "emulator      "} ${stsUrl}
`;
}

function callers({ identityProvider }: LocalStack): string {
  const rows = identityProvider.clients.map(
    ({ clientId, clientSecret, description }) => `  ${clientId.padEnd(18)} ${clientSecret}  ${description}`,
  );
  return `Callers of the identity provider, with their secrets:
${rows.join("\n")}

A new token, for an hour:
  curl -s -u CALLER:SECRET -d grant_type=client_credentials ${identityProvider.url}/token
`;
}

async function demoLines({ gateway, identityProvider, stsUrl, region }: LocalStack): Promise<string> {
  const token = await identityProvider.issueToken("report-runner");
  const once = await identityProvider.issueToken("release-job");
  return `Paste into another terminal (AWS CLI 2.33.2 or newer, 1.44 or newer of the old line):

export TOKEN=${token}
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
export AWS_ENDPOINT_URL_STS=${stsUrl} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
export AWS_CONTAINER_CREDENTIALS_FULL_URI=${gateway.url}/v1/credentials/nightly-report
export AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer $TOKEN"
aws sts get-caller-identity

The same without an SDK, what else this token may ask for, and a refusal:

curl -s -H "Authorization: Bearer $TOKEN" ${gateway.url}/v1/credentials/nightly-report
curl -s -H "Authorization: Bearer $TOKEN" ${gateway.url}/v1/grants
curl -s -H "Authorization: Bearer $TOKEN" ${gateway.url}/v1/credentials/wrong-external-id

A grant that takes a token once: credentials the first time, TokenReplayed the second:

export ONCE=${once}
curl -s -H "Authorization: Bearer $ONCE" ${gateway.url}/v1/credentials/publish-release
curl -s -H "Authorization: Bearer $ONCE" ${gateway.url}/v1/credentials/publish-release
`;
}

function ownMapLines({ gateway, stsUrl, document, region }: LocalStack): string {
  const grants = document.grants.map((grant) => `  ${gateway.url}/v1/credentials/${grant.name}`);
  return `Grants of the policy map:
${grants.join("\n") || "  none"}

With a token of one of its issuers:

export TOKEN=...
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
export AWS_ENDPOINT_URL_STS=${stsUrl} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
export AWS_CONTAINER_CREDENTIALS_FULL_URI=${gateway.url}/v1/credentials/GRANT
export AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer $TOKEN"
aws sts get-caller-identity
`;
}

/** `vend doctor` asks STS as the service does, and so needs what only the service has. */
function doctorLines({ stsUrl, region, serviceCredentials }: LocalStack): string {
  if (serviceCredentials === undefined) {
    return "";
  }
  const credentials = Object.entries(serviceCredentials).map(([name, value]) => `${name}=${value}`);
  return `As the service itself, in one line and in the folder of this checkout, whether each role of a map lets it in:

env ${credentials.join(" ")} AWS_ENDPOINT_URL_STS=${stsUrl} AWS_REGION=${region} npx vend doctor local/demo/policy-map.yaml
`;
}
