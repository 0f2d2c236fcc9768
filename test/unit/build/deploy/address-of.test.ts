import { expect, test } from "vitest";
import { addressOf } from "../../../../build/deploy/address-of.ts";

const api = { HttpApiUrl: "https://abc123.execute-api.eu-central-1.amazonaws.com" };
const within = { PrivateApiUrl: "https://def456.execute-api.eu-central-1.amazonaws.com/dev" };

test.each([
  [api, {}, api.HttpApiUrl],
  [{ ...api, ...within }, {}, api.HttpApiUrl],
  [within, {}, within.PrivateApiUrl],
  [api, { DOMAIN_NAME: "vend.corp.example" }, "https://vend.corp.example"],
  [api, { DOMAIN_NAME: "api.corp.example", BASE_PATH: "/vend" }, "https://api.corp.example/vend"],
])("of %j with %j is %s", (outputs, env, address) => {
  expect(addressOf(outputs, env)).toBe(address);
});
