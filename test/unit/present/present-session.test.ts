import { expect, test } from "vitest";
import { type Format, formats } from "../../../shared/model/format.ts";
import { presentSession } from "../../../shared/present/present-session.ts";
import { aSession } from "./a-session.ts";

const nowMs = Date.UTC(2026, 10, 3, 9, 20, 30, 1);

const bodies: Record<Format, string> = {
  container:
    '{"Code":"Success","AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","Token":"IQoJb3JpZ2luX2VjEXAMPLE//token==","Expiration":"2026-11-03T10:20:30Z","RoleArn":"arn:aws:iam::111122223333:role/report-reader"}',
  process:
    '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE//token==","Expiration":"2026-11-03T10:20:30Z","AccountId":"111122223333"}',
  ruby: '{"access_key_id":"ASIAIOSFODNN7EXAMPLE","secret_access_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","session_token":"IQoJb3JpZ2luX2VjEXAMPLE//token==","expiration":"2026-11-03T10:20:30Z"}',
  boto: '{"access_key":"ASIAIOSFODNN7EXAMPLE","secret_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","token":"IQoJb3JpZ2luX2VjEXAMPLE//token==","expiry_time":"2026-11-03T10:20:30Z"}',
  camel:
    '{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","secretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","sessionToken":"IQoJb3JpZ2luX2VjEXAMPLE//token==","expiration":"2026-11-03T10:20:30Z"}',
  php: '{"key":"ASIAIOSFODNN7EXAMPLE","secret":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","token":"IQoJb3JpZ2luX2VjEXAMPLE//token==","expires":1793701230}',
  imds: '{"Code":"Success","LastUpdated":"2026-11-03T09:20:30Z","Type":"AWS-HMAC","AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","Token":"IQoJb3JpZ2luX2VjEXAMPLE//token==","Expiration":"2026-11-03T10:20:30Z"}',
  env: `export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE'
export AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
export AWS_SESSION_TOKEN='IQoJb3JpZ2luX2VjEXAMPLE//token=='
export AWS_CREDENTIAL_EXPIRATION='2026-11-03T10:20:30Z'
`,
};

test.each(formats)("%s is answered byte for byte", (format) => {
  const response = presentSession(aSession(), { format, answersAccountId: false, nowMs });
  expect(response).toStrictEqual({
    status: 200,
    headers: {
      "content-type": format === "env" ? "text/plain; charset=utf-8" : "application/json",
      "cache-control": "no-store",
    },
    body: bodies[format],
  });
});

test("a container answer ends with the account only where the grant says so", () => {
  const { body } = presentSession(aSession(), { format: "container", answersAccountId: true, nowMs });
  expect(body).toBe(`${bodies.container.slice(0, -1)},"AccountId":"111122223333"}`);
});

test.each(formats.filter((format) => format !== "container"))("%s ignores answersAccountId", (format) => {
  expect(presentSession(aSession(), { format, answersAccountId: true, nowMs }).body).toBe(bodies[format]);
});

test.each([
  ["arn:aws-cn:iam::123456789012:role/x", "123456789012"],
  ["arn:aws-us-gov:iam::000000000001:role/path/to/x", "000000000001"],
])("the account of %s is %s", (roleArn, account) => {
  const { body } = presentSession(aSession({ roleArn }), { format: "process", answersAccountId: false, nowMs });
  expect(JSON.parse(body)).toMatchObject({ AccountId: account });
});

test.each([
  "",
  "arn:aws:iam::12345678901:role/x",
  "arn:aws:iam::1234567890123:role/x",
  "arn:aws:iam::123456789012:user/x",
  "arn:aws:sts::123456789012:assumed-role/x/y",
])("a role ARN %j is a fault of ours", (roleArn) => {
  const present = () => presentSession(aSession({ roleArn }), { format: "process", answersAccountId: false, nowMs });
  expect(present).toThrow(expect.objectContaining({ name: "Fault", code: "Internal" }));
});
