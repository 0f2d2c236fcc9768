import { describe, expect, test } from "vitest";
import { checkNetwork } from "../../../shared/authorize/check-network.ts";
import type { NetworkCondition } from "../../../shared/model/policy-document.ts";
import { facts } from "../../support/policy-fixtures.ts";

const office: NetworkCondition = { cidrs: ["10.20.0.0/16", "2001:db8::/32", "192.0.2.7/32"], vpcEndpointIds: [] };

function isInside(sourceAddress: string | undefined, condition = office): boolean {
  return checkNetwork(condition, facts({ sourceAddress })) === undefined;
}

describe("addresses", () => {
  test.each([
    "10.20.0.0",
    "10.20.255.255",
    "192.0.2.7",
    "2001:db8::1",
    "2001:DB8:0::1",
    "::ffff:10.20.1.1",
    "::ffff:a14:101",
  ])("%s is inside", (address) => {
    expect(isInside(address)).toBe(true);
  });

  test.each([
    "10.19.255.255",
    "10.21.0.0",
    "192.0.2.6",
    "192.0.2.8",
    "2001:db9::1",
    "::10.20.1.1",
    "64:ff9b::10.20.1.1",
    "::ffff:10.21.0.1",
    "fe80::1%eth0",
    "010.20.1.1",
    "10.20.1",
    "169090561",
    "10.20.1.1 ",
    "10.20.1.1, 192.0.2.7",
    "10.20.1.1/16",
    "",
    "unknown",
  ])("%j is outside", (address) => {
    expect(isInside(address)).toBe(false);
  });

  test("no address is outside, of everything too", () => {
    expect(isInside(undefined)).toBe(false);
    expect(isInside(undefined, { cidrs: ["0.0.0.0/0", "::/0"], vpcEndpointIds: [] })).toBe(false);
  });

  test("everything of one family is nothing of the other", () => {
    expect(isInside("198.51.100.1", { cidrs: ["::/0"], vpcEndpointIds: [] })).toBe(false);
    expect(isInside("2001:db8::1", { cidrs: ["0.0.0.0/0"], vpcEndpointIds: [] })).toBe(false);
    expect(isInside("198.51.100.1", { cidrs: ["0.0.0.0/0"], vpcEndpointIds: [] })).toBe(true);
  });
});

describe("VPC endpoints", () => {
  const endpoint: NetworkCondition = { cidrs: [], vpcEndpointIds: ["vpce-0a1b2c3d", "vpce-1"] };

  test.each([
    ["vpce-0a1b2c3d", true],
    ["vpce-1", true],
    ["vpce-0a1b2c3", false],
    ["VPCE-1", false],
    ["", false],
    [undefined, false],
  ])("%j: %s", (vpcEndpointId, expected) => {
    expect(checkNetwork(endpoint, facts({ vpcEndpointId })) === undefined).toBe(expected);
  });

  test("either list suffices", () => {
    const both = { ...endpoint, cidrs: office.cidrs };
    expect(checkNetwork(both, facts({ vpcEndpointId: "vpce-other" }))).toBeUndefined();
    expect(checkNetwork(both, facts({ vpcEndpointId: "vpce-1", sourceAddress: "192.0.2.99" }))).toBeUndefined();
    expect(checkNetwork(both, facts({ vpcEndpointId: "vpce-other", sourceAddress: "192.0.2.99" }))).toBeDefined();
  });
});

test("a condition that lists nothing holds for nobody", () => {
  expect(isInside("10.20.1.1", { cidrs: [], vpcEndpointIds: [] })).toBe(false);
});

test.each(["10.20.0.0", "10.20.0.0/", "10.20.0.0/x", "/8", "", "office"])(
  "%j, which loading a map refuses, never means every address",
  (cidr) => {
    expect(() => isInside("192.0.2.1", { cidrs: [cidr], vpcEndpointIds: [] })).toThrow();
  },
);

test("the record names where the request came from", () => {
  const reason = (changes: Parameters<typeof facts>[0]) => checkNetwork(office, facts(changes));
  const listed = "is in none of 10.20.0.0/16, 2001:db8::/32, 192.0.2.7/32";
  expect(reason({ sourceAddress: "192.0.2.1" })).toBe(`network: 192.0.2.1 ${listed}`);
  expect(reason({ sourceAddress: "192.0.2.1", vpcEndpointId: "vpce-9" })).toBe(`network: vpce-9 ${listed}`);
  expect(reason({ sourceAddress: undefined })).toBe(`network: an unknown address ${listed}`);
});
