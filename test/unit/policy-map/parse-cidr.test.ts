import { describe, expect, it } from "vitest";
import { parseCidr } from "../../../shared/policy-map/parse-cidr.ts";

describe("parseCidr", () => {
  it.each([
    ["10.20.0.0/16", "10.20.0.0/16"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["10.0.0.1", "10.0.0.1/32"],
    ["10.0.0.1/32", "10.0.0.1/32"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8:0:0:0:0:0:1", "2001:db8::1/128"],
    ["::/0", "::/0"],
    ["::1", "::1/128"],
    ["1:2:3:4:5:6:7:8/128", "1:2:3:4:5:6:7:8/128"],
    ["::ffff:10.0.0.1", "::ffff:a00:1/128"],
  ])("writes %s as %s", (text, canonical) => {
    expect(parseCidr(text)).toBe(canonical);
  });

  it.each([
    ["", "is not a range"],
    ["10.20/16", "is not a range"],
    ["10.20.0.0/33", "is not a range"],
    ["10.20.0.0/", "is not a range"],
    ["10.20.0.0/-1", "is not a range"],
    ["10.20.0.0/016", "is not a range"],
    ["10.20.0.0/16/16", "is not a range"],
    ["010.20.0.0/16", "is not a range"],
    ["10.20.0.256", "is not a range"],
    ["2001:db8::/129", "is not a range"],
    ["fe80::1%eth0", "is not a range"],
    ["vend.corp.example", "is not a range"],
    ["10.20.1.0/16", "write 10.20.0.0/16"],
    ["10.20.0.1/31", "write 10.20.0.0/31"],
    ["2001:db8::1/64", "write 2001:db8::/64"],
  ])("refuses %j", (text, message) => {
    expect(() => parseCidr(text)).toThrow(message);
  });
});
