import { describe, expect, test } from "vitest";
import { isChainLimit, readStsError } from "../../../shared/adapters/sts-errors.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { anInput } from "../vend/assumptions.ts";

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const role = "AssumeRole arn:aws:iam::111122223333:role/report-reader";

describe("what goes into the reason", () => {
  test.each([
    ["AccessDenied", "User: arn:aws:sts::999988887777:assumed-role/vend/fn is not authorized"],
    ["PackedPolicyTooLargeException", "Packed size of session tags exceeds the limit by 12 %"],
    ["ValidationError", "1 validation error detected"],
    ["MalformedPolicyDocumentException", "Syntax errors in policy."],
    ["RegionDisabledException", "STS is not activated in this region"],
  ])("%s: STS's own words", (name, words) => {
    expect(readStsError(named(name, words), anInput()).reason).toBe(`${role}: ${name}: ${words}`);
  });

  test.each(["AccessDenied", "ValidationError", "MalformedPolicyDocument", "PackedPolicyTooLarge", "Whatever"])(
    "%s: never the external ID, however often it is quoted",
    (name) => {
      const externalId = "s3cret+external.id";
      const failure = readStsError(
        named(name, `'${externalId}' at externalId: ${externalId}`),
        anInput({ externalId }),
      );
      expect(failure.reason).toContain(name);
      expect(`${failure.reason} ${failure.message} ${failure.stack}`).not.toContain(externalId);
    },
  );

  test("a role without an external ID has nothing to take out", () => {
    const failure = readStsError(
      named("AccessDenied", "undefined is not authorized"),
      anInput({ externalId: undefined }),
    );
    expect(failure.reason).toBe(`${role}: AccessDenied: undefined is not authorized`);
  });

  test("a refused signature: not the canonical request, in which the service's own token stands", () => {
    const words = "The Canonical String for this request should have been 'POST\nx-amz-security-token:IQoJservice'";
    const failure = readStsError(
      named("SignatureDoesNotMatch", words, { $metadata: { httpStatusCode: 403 } }),
      anInput(),
    );
    expect(failure).toMatchObject({ code: "Internal", reason: `${role}: SignatureDoesNotMatch HTTP 403` });
    expect(failure.cause).toBeUndefined();
  });

  test("what cannot be read: not a piece of it", () => {
    const failure = readStsError(
      named("Error", "char 'IQoJsession' is not expected.\n  Deserialization error: see $response"),
      anInput(),
    );
    expect(failure).toMatchObject({ code: "UpstreamInvalid", reason: `${role}: Error` });
  });
});

describe("the meaning", () => {
  test.each([
    ["Throttling"],
    ["ThrottlingException"],
    ["ThrottledException"],
    ["RequestLimitExceeded"],
    ["RequestThrottled"],
    ["RequestThrottledException"],
    ["TooManyRequestsException"],
    ["SlowDown"],
  ])("%s is Throttled", (name) => {
    expect(readStsError(named(name, "too fast"), anInput()).code).toBe("Throttled");
  });

  test.each([["EAI_AGAIN"], ["ENOTFOUND"], ["ECONNREFUSED"], ["ECONNRESET"], ["EHOSTUNREACH"], ["EPIPE"], ["EPROTO"]])(
    "%s is UpstreamUnavailable",
    (code) => {
      expect(readStsError(named("Error", "network", { code }), anInput()).code).toBe("UpstreamUnavailable");
    },
  );

  test.each([
    ["ERR_INVALID_CHAR", "Internal"],
    ["HPE_INVALID_CONSTANT", "UpstreamInvalid"],
    [42, "Internal"],
  ])("the code %s is %s", (code, expected) => {
    expect(readStsError(named("Error", "network", { code }), anInput()).code).toBe(expected);
  });

  test.each([["TimeoutError"], ["AbortError"], ["RequestTimeout"], ["RequestTimeoutException"]])(
    "%s is UpstreamUnavailable",
    (name) => {
      expect(readStsError(named(name, "late"), anInput()).code).toBe("UpstreamUnavailable");
    },
  );

  test.each([
    [499, "Internal"],
    [500, "UpstreamUnavailable"],
    [599, "UpstreamUnavailable"],
    [428, "Internal"],
    [429, "Throttled"],
    [200, "UpstreamInvalid"],
    [undefined, "Internal"],
  ])("an unknown error with the status %s is %s", (httpStatusCode, expected) => {
    expect(readStsError(named("Strange", "strange", { $metadata: { httpStatusCode } }), anInput()).code).toBe(expected);
  });

  test("credentials of its own that the service does not have are its own failure", () => {
    const failure = readStsError(named("CredentialsProviderError", "none found in ~/.aws"), anInput());
    expect(failure).toMatchObject({ code: "Internal", reason: `${role}: CredentialsProviderError` });
  });

  test("a fault stays what it is", () => {
    const fault = new Fault("UpstreamInvalid", "no credentials");
    expect(readStsError(fault, anInput())).toBe(fault);
  });

  test("what is no error says nothing", () => {
    expect(readStsError("secret", anInput())).toMatchObject({ code: "Internal", reason: `${role} failed` });
  });
});

test.each([
  [
    "STS's sentence",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    "DurationOutOfRange",
  ],
  [
    "a tag that STS quotes",
    "Value 'MaxSessionDuration' at 'tags.1.member.value' failed to satisfy constraint",
    "Internal",
  ],
])("a length that the role does not allow is told by the whole sentence: %s", (_what, words, code) => {
  expect(readStsError(named("ValidationError", words), anInput()).code).toBe(code);
});

describe("the chain limit", () => {
  const words = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";

  test.each([
    ["STS's sentence", named("ValidationError", words), true],
    ["STS's sentence with its full stop", named("ValidationError", `${words}.`), true],
    [
      "the sentence where it is quoted",
      named("ValidationError", `1 validation error: Value '${words}' at 'tags.1'`),
      false,
    ],
    ["a part of it", named("ValidationError", "Value 'role chaining' at 'tags.1.member.value' failed"), false],
    ["another validation error", named("ValidationError", "exceeds the MaxSessionDuration"), false],
    ["the sentence of another error", named("AccessDenied", words), false],
    ["what is no error", { name: "ValidationError", message: words }, false],
  ])("%s", (_what, error, expected) => {
    expect(isChainLimit(error)).toBe(expected);
  });
});
