import { type AttackCase, invalidRequest, notGranted, refused } from "../attack-case.ts";
import { claimCase, posted, requestCase, withToken } from "../calls.ts";

const invalidParameter = refused(400, "InvalidParameter");
const outOfRange = refused(400, "DurationOutOfRange");

/** What AssumeRole takes, and a caller may never say. */
const queries: readonly string[] = [
  "externalId=x",
  "ExternalId=x",
  "roleArn=arn:aws:iam::111122223333:role/admin",
  "RoleArn=arn:aws:iam::111122223333:role/admin",
  "role=admin",
  "account=444455556666",
  "sessionName=root",
  "RoleSessionName=root",
  "sourceIdentity=root",
  "policy=%7B%7D",
  "policyArns=arn:aws:iam::aws:policy/AdministratorAccess",
  "tags=team%3Dadmin",
  "Tags.member.1.Key=team&Tags.member.1.Value=admin",
  "transitiveTags=team",
  "region=us-gov-west-1",
  "endpoint=http://127.0.0.1:1",
  "Action=AssumeRole",
  "grant=dataset",
  "issuer=twin",
  "now=0",
  "debug=1",
  "explain=true",
  "sourceIp=10.1.2.3",
  "format=process&format=env",
  "format=",
  "format=PROCESS",
  "format=../../etc/passwd",
  "format[]=process",
  "duration=3600&duration=900",
  "duration=",
  "duration=1h",
  "duration=3600s",
  "duration=900.5",
  "duration=-900",
  "duration=%2B900",
  "duration=0x384",
  "duration=9e2",
  "duration=0900",
  "duration=%20900",
  "duration=%D9%A9%D9%A0%D9%A0",
  "duration=Infinity",
  "duration=NaN",
  "duration=99999999999999999999",
  "param=x",
  "param.=x",
  "param.1x=x",
  "param.a.b=x",
  "Param.dataset=x",
  "%",
  "duration=%ff",
  `param.dataset=${"x".repeat(257)}`,
  Array.from({ length: 101 }, (_, index) => `param.p${index}=1`).join("&"),
];

/** The session's parameters are the map's: a caller chooses a grant, a shorter duration, a format, and what the grant declares. */
export const chooseSession: readonly AttackCase[] = [
  ...queries.map((query) =>
    requestCase(`?${query.slice(0, 60)}`, invalidRequest, (token) =>
      withToken(token, `/v1/credentials/nightly-report?${query}`),
    ),
  ),
  ...["0", "1", "899", "3601", "43200", "43201", "999999999"].map((duration) =>
    requestCase(`?duration=${duration}`, outOfRange, (token) =>
      withToken(token, `/v1/credentials/nightly-report?duration=${duration}`),
    ),
  ),
  requestCase("an undeclared parameter", invalidParameter, (token) =>
    withToken(token, "/v1/credentials/nightly-report?param.team=admin"),
  ),
  requestCase("a declared parameter left out", invalidParameter, (token) =>
    withToken(token, "/v1/credentials/dataset"),
  ),
  ...[
    "a*",
    "*",
    "a?",
    "\u0024{aws:username}",
    "../a",
    "a/b",
    "A",
    "a b",
    "a\n",
    "\na",
    "a\u0000",
    "á",
    "а", // Cyrillic
    '","Resource":"*',
    "$&",
    "$1",
    "",
    "a".repeat(41),
    "{claims.sub}",
    "a%2fb",
  ].map((value) =>
    requestCase(`the parameter ${JSON.stringify(value).slice(0, 40)}`, invalidParameter, (token) =>
      withToken(token, `/v1/credentials/dataset?param.dataset=${encodeURIComponent(value)}`),
    ),
  ),
  ...['"*"', '"a/../b"', '"a\\u002f"', '"\u0024{aws:username}"'].map((value) =>
    requestCase(`the parameter ${value} in a body`, invalidParameter, (token) =>
      posted(token, `{"grant":"dataset","parameters":{"dataset":${value}}}`),
    ),
  ),
  ...[
    ["another character", "a<b"],
    ["a quotation mark", 'a"b'],
    ["a backslash", "a\\b"],
    ["a star", "a*"],
    ["a comma", "a,b"],
    ["a line feed", "a\nb"],
    ["a NUL", "a\u0000b"],
    ["an emoji", "a😀"],
    ["a combining character", "a\u0301"],
    ["257 characters", "a".repeat(257)],
    ["a list", ["a"]],
    ["an object", { a: 1 }],
    ["null", null],
    ["a fraction", 1.5],
    ["a number beyond what is exact", 2 ** 53],
  ].map(([what, note]) => claimCase(`a tag from a claim with ${String(what)}`, { note }, notGranted, "to-tag")),
];

/** What a session policy would mean something else with. */
const values: Readonly<Record<string, unknown>> = {
  "a star": "*",
  "a star behind": "team*",
  "a question mark": "tea?",
  "a variable": "\u0024{aws:username}",
  "a variable of the literal star": "\u0024{*}",
  "a dollar sign": "$",
  "a replacement pattern": "$&",
  "another replacement pattern": "$`$'",
  "a brace": "{claims.sub}",
  "a quotation mark": '"',
  "the end of a text and more": '*","arn:aws:s3:::secrets/*',
  "the end of a statement and more": '"]},{"Effect":"Allow","Action":"*","Resource":"*"}],"x":["',
  "an escaped quotation mark": '\\"',
  "a backslash": "\\",
  "an escape of JSON": "\\u002a",
  "a colon": "a:b",
  "a slash": "a/b",
  "the parent": "..",
  this: ".",
  "a path to the parent": "../secrets",
  "percent-encoding": "%2a",
  "a space": "a b",
  "a line feed": "a\n",
  "a NUL": "a\u0000",
  "a full-width star": "＊",
  "a small star": "﹡",
  "a Cyrillic letter": "а",
  "a letter with an accent": "é",
  "a line separator": "\u2028",
  "an override of direction": "\u202e",
  "nothing in it": "",
  "257 characters": "a".repeat(257),
  "a list": ["a"],
  "a list with a star": ["*"],
  "an object": { folder: "a" },
  null: null,
  "a fraction": 1.5,
  "an infinite number in exponent form": 1e300,
};

const paths: Readonly<Record<string, unknown>> = {
  "a star": "a/*",
  "a question mark": "a/?",
  "a variable": "a/\u0024{aws:userid}",
  "the parent": "a/../b",
  this: "a/./b",
  "an empty segment": "a//b",
  "a slash before": "/a",
  "a slash behind": "a/",
  "a quotation mark": 'a/"',
  "257 characters": "a".repeat(257),
};

const prefixes: Readonly<Record<string, unknown>> = {
  "a star": "*",
  "a question mark": "?",
  "a variable": "\u0024{s3:prefix}",
  "a quotation mark": '"',
  "a backslash": "\\",
  "a list": ["*"],
  "a brace": "{}",
};

/** Claims that would break out of the place in a policy that they are meant for. */
export const injectPolicy: readonly AttackCase[] = [
  ...Object.entries(values).map(([what, folder]) =>
    claimCase(`a resource with ${what}`, { folder }, notGranted, "to-policy"),
  ),
  ...Object.entries(paths).map(([what, path]) =>
    claimCase(`a path in a resource with ${what}`, { path }, notGranted, "to-policy-path"),
  ),
  ...Object.entries(prefixes).map(([what, prefix]) =>
    claimCase(`a condition with ${what}`, { prefix }, notGranted, "to-condition"),
  ),
];
