import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codes, type FaultCode, type RefusalCode } from "../../../shared/model/codes.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { presentProblem } from "../../../shared/present/problem.ts";

const context = { requestId: "JKJaXmPLvHcESHA=", accept: undefined };
const faultCodes: readonly FaultCode[] = ["Internal", "UpstreamInvalid", "UpstreamUnavailable"];
const refusalCodes = Object.keys(codes).filter((code) => !faultCodes.some((fault) => fault === code)) as RefusalCode[];

test("a refusal is answered byte for byte", () => {
  expect(presentProblem(new Refusal("NotGranted", "sub is bob"), context)).toStrictEqual({
    status: 403,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body:
      '{"code":"NotGranted","message":"No such grant for this caller","Code":"NotGranted",' +
      '"Message":"No such grant for this caller","type":"urn:credential-vending:error:NotGranted",' +
      '"title":"No such grant for this caller","status":403,"detail":"No such grant for this caller",' +
      '"instance":"urn:credential-vending:request:JKJaXmPLvHcESHA=","requestId":"JKJaXmPLvHcESHA="}',
  });
});

test.each([...refusalCodes])("%s has its status and title", (code) => {
  const { status, body } = presentProblem(new Refusal(code, "because"), context);
  expect(status).toBe(codes[code].status);
  expect(JSON.parse(body)).toMatchObject({ code, Code: code, title: codes[code].title, status: codes[code].status });
});

test.each(faultCodes)("%s has its status and title, and says when to come back", (code) => {
  const { status, headers, body } = presentProblem(new Fault(code, "because", { retryAfterSeconds: 7 }), context);
  expect(status).toBe(codes[code].status);
  expect(headers["retry-after"]).toBe("7");
  expect(JSON.parse(body)).toMatchObject({ code, message: codes[code].title, status: codes[code].status });
});

test.each([
  new Error("secret-cause"),
  "secret-cause",
  undefined,
  null,
  { code: "NotGranted", message: "secret-cause" },
])("anything else (%s) is Internal and says nothing of itself", (error) => {
  const { status, body } = presentProblem(error, context);
  expect(status).toBe(500);
  expect(JSON.parse(body)).toMatchObject({ code: "Internal", message: codes.Internal.title });
  expect(body).not.toContain("secret-cause");
});

test("a public detail is the message and the detail, the title stays", () => {
  const { body } = presentProblem(new Refusal("InvalidRequest", "r", { publicDetail: "Say it once" }), context);
  expect(JSON.parse(body)).toMatchObject({
    message: "Say it once",
    Message: "Say it once",
    detail: "Say it once",
    title: codes.InvalidRequest.title,
  });
});

test("nothing of a reason or a cause is ever answered", () => {
  const texts = fc.string({ minLength: 4, maxLength: 40, unit: fc.constantFrom("§", "¤", "¬") });
  fc.assert(
    fc.property(fc.constantFrom(...refusalCodes), texts, texts, (code, reason, cause) => {
      const refused = JSON.stringify(presentProblem(new Refusal(code, reason, { cause: new Error(cause) }), context));
      expect(refused).not.toContain(reason);
      expect(refused).not.toContain(cause);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...faultCodes), texts, texts, (code, reason, cause) => {
      const failed = JSON.stringify(presentProblem(new Fault(code, reason, { cause: new Error(cause) }), context));
      expect(failed).not.toContain(reason);
      expect(failed).not.toContain(cause);
    }),
  );
});

test("every InvalidToken is the same answer but for the request's id", () => {
  const [one, another] = [
    presentProblem(new Refusal("InvalidToken", "bad signature"), context),
    presentProblem(
      new Refusal("InvalidToken", "unknown issuer", { publicDetail: "unknown issuer", grants: ["a"], cause: "x" }),
      { requestId: "other", accept: undefined },
    ),
  ];
  expect(another.body.replaceAll("other", context.requestId)).toBe(one.body);
  expect(another.headers).toStrictEqual(one.headers);
  expect(another.status).toBe(401);
});

describe("GrantRequired", () => {
  const required = (grants: string[] | undefined, publicDetail?: string) =>
    JSON.parse(
      presentProblem(
        new Refusal("GrantRequired", "several match", {
          ...(grants !== undefined && { grants }),
          ...(publicDetail !== undefined && { publicDetail }),
        }),
        context,
      ).body,
    );

  test("names the grants in the message and in a member of their own, last", () => {
    const body = required(["a", "b", "c"]);
    expect(body.message).toBe("Name the grant you want: a, b, c");
    expect(body.grants).toStrictEqual(["a", "b", "c"]);
    expect(Object.keys(body).at(-1)).toBe("grants");
  });

  test("shortens a long message but not the member", () => {
    const names = Array.from({ length: 200 }, (_, index) => `some-grant-${index}`);
    const body = required(names);
    expect(body.message).toBe(
      "Name the grant you want: some-grant-0, some-grant-1, some-grant-2, some-grant-3 and 196 more",
    );
    expect(body.grants).toStrictEqual(names);
  });

  test("names one grant at least, however long", () => {
    expect(required(["x".repeat(128), "y"]).message).toBe(`Name the grant you want: ${"x".repeat(128)} and 1 more`);
  });

  test("stays within 100 characters for names of usual length", () => {
    const names = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(names, (grants) => {
        expect(required(grants).message.length).toBeLessThanOrEqual(100);
      }),
    );
  });

  test.each([undefined, []])("has the title alone where no grant is known (%j)", (grants) => {
    expect(required(grants)).toMatchObject({ message: "Name the grant you want", grants: [] });
  });

  test("prefers a public detail", () => {
    expect(required(["a"], "Two are the default").message).toBe("Two are the default");
  });
});

test("no other code lists grants", () => {
  const { body } = presentProblem(new Refusal("NotGranted", "r", { grants: ["a"] }), context);
  expect(JSON.parse(body)).not.toHaveProperty("grants");
});

describe("the content type", () => {
  const contentType = (accept: string | undefined) =>
    presentProblem(new Refusal("NotGranted", "r"), { requestId: "id", accept }).headers["content-type"];

  test.each([
    "application/problem+json",
    "Application/Problem+JSON",
    "application/json, application/problem+json",
    "text/html,application/problem+json;q=0.5,*/*;q=0.1",
    "application/problem+json; charset=utf-8; q=0.001",
    "application/problem+json;q=1.000",
  ])("is the problem's for %j", (accept) => {
    expect(contentType(accept)).toBe("application/problem+json");
  });

  test.each([
    undefined,
    "",
    "*/*",
    "application/*",
    "application/json",
    "application/problem+xml",
    "application/problem+json;q=0",
    "application/problem+json;q=0.000",
    "application/problem+json;q=2",
    "application/problem+json;q=high",
    "xapplication/problem+json",
    'text/plain;x="application/problem+json"',
  ])("is plain JSON for %j", (accept) => {
    expect(contentType(accept)).toBe("application/json");
  });
});

describe("WWW-Authenticate", () => {
  const authenticate = (code: RefusalCode) =>
    presentProblem(new Refusal(code, "r"), context).headers["www-authenticate"];

  test("is bare where no token came", () => {
    expect(authenticate("MissingToken")).toBe("Bearer");
  });

  const algorithms = 'algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"';

  test("speaks of proofs where one is lacking", () => {
    expect(authenticate("ProofRequired")).toBe(
      `Bearer error="invalid_token", error_description="The token is bound to a key and needs a proof of possession", DPoP error="invalid_token", ${algorithms}`,
    );
  });

  test("speaks of DPoP alone where its proof failed, and tells the nonce that the next one needs", () => {
    expect(authenticate("InvalidProof")).toBe(
      `DPoP error="invalid_dpop_proof", error_description="The proof of possession is not valid", ${algorithms}`,
    );
    const { headers } = presentProblem(new Refusal("InvalidProof", "r", { nonce: "n-1" }), context);
    expect(headers["www-authenticate"]).toMatch(/^DPoP error="use_dpop_nonce", error_description="/);
    expect(headers["dpop-nonce"]).toBe("n-1");
    expect(presentProblem(new Refusal("InvalidProof", "r"), context).headers["dpop-nonce"]).toBeUndefined();
  });

  test("speaks of the token where the certificate failed (RFC 8705 section 3)", () => {
    const refusal = new Refusal("InvalidProof", "r", { proofMethod: "mtls" });
    expect(presentProblem(refusal, context).headers["www-authenticate"]).toBe(
      'Bearer error="invalid_token", error_description="The proof of possession is not valid"',
    );
  });

  test.each(refusalCodes.filter((code) => codes[code].status === 401 && !/Missing|Proof/.test(code)))(
    "names the error of %s",
    (code) => {
      expect(authenticate(code)).toBe(`Bearer error="invalid_token", error_description="${codes[code].title}"`);
    },
  );

  test("names the error of MissingClaim", () => {
    expect(authenticate("MissingClaim")).toContain('error="invalid_token"');
  });

  test.each(refusalCodes.filter((code) => codes[code].status !== 401))("is not sent with %s", (code) => {
    expect(authenticate(code)).toBeUndefined();
  });

  test("can quote every title as it is (RFC 6750 section 3)", () => {
    for (const { title } of Object.values(codes)) {
      expect(title).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    }
  });
});

test("a 405 says what the path takes", () => {
  const headersOf = (refusal: Refusal) => presentProblem(refusal, context).headers;
  expect(headersOf(new Refusal("MethodNotAllowed", "r", { allow: ["GET", "POST"] }))["allow"]).toBe("GET, POST");
  expect(headersOf(new Refusal("MethodNotAllowed", "r"))["allow"]).toBe("");
  expect(headersOf(new Refusal("NotFound", "r", { allow: ["GET"] }))).not.toHaveProperty("allow");
});

test.each([
  [undefined, "1"],
  [0, "1"],
  [-5, "1"],
  [0.2, "1"],
  [1, "1"],
  [1.01, "2"],
  [30, "30"],
  [Number.NaN, "1"],
  [Number.POSITIVE_INFINITY, "1"],
])("a throttled caller that is to wait %s s is told %s", (retryAfterSeconds, told) => {
  const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  expect(presentProblem(new Refusal("Throttled", "r", options), context).headers["retry-after"]).toBe(told);
});

test("a fault says 2 seconds of itself, a plain refusal nothing", () => {
  expect(presentProblem(new Fault("UpstreamUnavailable", "r"), context).headers["retry-after"]).toBe("2");
  expect(presentProblem(new Refusal("NotGranted", "r"), context).headers).not.toHaveProperty("retry-after");
});

test("no problem may be cached", () => {
  for (const error of [...refusalCodes.map((code) => new Refusal(code, "r")), new Fault("Internal", "r"), "thrown"]) {
    expect(presentProblem(error, context).headers["cache-control"]).toBe("no-store");
  }
});
