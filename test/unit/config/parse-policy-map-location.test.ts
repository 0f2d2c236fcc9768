import { describe, expect, test } from "vitest";
import { parsePolicyMapLocation } from "../../../shared/config/parse-policy-map-location.ts";

describe("a location is", () => {
  test.each([
    ["file:policy-map.yaml", { kind: "file", path: "policy-map.yaml" }],
    ["file:/srv/policy map.yaml", { kind: "file", path: "/srv/policy map.yaml" }],
    ["file:///srv/policy%20map.yaml", { kind: "file", path: "/srv/policy map.yaml" }],
    ["s3://vend-maps/prod/policy-map.yaml", { kind: "s3", bucket: "vend-maps", key: "prod/policy-map.yaml" }],
    ["s3://a.b/k", { kind: "s3", bucket: "a.b", key: "k" }],
    [`s3://${"b".repeat(63)}/${"k".repeat(1_024)}`, { kind: "s3", bucket: "b".repeat(63), key: "k".repeat(1_024) }],
    ["ssm:/vend/map", { kind: "ssm", name: "/vend/map" }],
    ["ssm:/a.b-c_d", { kind: "ssm", name: "/a.b-c_d" }],
    ["appconfig:vend/prod/map", { kind: "appconfig", application: "vend", environment: "prod", profile: "map" }],
  ])("%s", (location, expected) => {
    expect(parsePolicyMapLocation(location)).toEqual(expected);
  });
});

describe("no location is", () => {
  test.each([
    "",
    "map.yaml",
    "/map.yaml",
    "file:",
    "file://",
    "file://host/map.yaml",
    "file:///a%2Fb",
    "file:///a%zz",
    "http://x/y",
    "s3://bucket",
    "s3://bucket/",
    "s3:///key",
    "s3://Bucket/key",
    "s3://ab/key",
    `s3://${"b".repeat(64)}/key`,
    `s3://bucket/${"k".repeat(1_025)}`,
    "s3://bucket/key?versionId=1",
    "ssm:",
    "ssm:name",
    "ssm:/vend/",
    "ssm:/vend//map",
    "ssm:/vend/m ap",
    `ssm:/${"n".repeat(900)}`,
    "appconfig:vend/prod",
    "appconfig:vend/prod/map/more",
    "appconfig://prod/map",
    "S3://bucket/key",
    "arn:aws:s3:::bucket/key",
  ])("%j", (location) => {
    expect(() => parsePolicyMapLocation(location)).toThrow(
      `${location} is no place for a policy map; use file:PATH, s3://BUCKET/KEY, ssm:/NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE`,
    );
  });

  test("a bucket that S3 would not take: what its name may be", () => {
    expect(() => parsePolicyMapLocation("s3://ab/key")).toThrow("a bucket's name has 3 to 63");
  });

  test("an SSM name of 900 characters is the longest", () => {
    expect(parsePolicyMapLocation(`ssm:/${"n".repeat(899)}`).kind).toBe("ssm");
  });
});
