import { BlockList, isIP } from "node:net";
import type { NetworkCondition } from "../model/policy-document.ts";
import type { RequestFacts } from "../model/request.ts";
import { compileOnce } from "./compile-once.ts";

/**
 * Whether a request came from one of the networks, or through one of the VPC endpoints, by the gateway's word.
 * @returns why not, for the audit record; undefined where it did
 */
export function checkNetwork(condition: NetworkCondition, facts: RequestFacts): string | undefined {
  if (condition.vpcEndpointIds.some((id) => id === facts.vpcEndpointId)) {
    return undefined;
  }
  if (facts.sourceAddress !== undefined && isInside(facts.sourceAddress, condition)) {
    return undefined;
  }
  const from = facts.vpcEndpointId ?? facts.sourceAddress ?? "an unknown address";
  return `network: ${from} is in none of ${[...condition.cidrs, ...condition.vpcEndpointIds].join(", ")}`;
}

/** An IPv4 address written as IPv6 (`::ffff:10.20.0.1`) is looked up among the IPv4 networks too; what is no address is in no network. */
function isInside(address: string, condition: NetworkCondition): boolean {
  const networks = networksOf(condition);
  const family = familyOf(address);
  return networks.ipv4.check(address, family) || networks[family].check(address, family);
}

/** One list a family: Node takes an IPv4 address to be inside `::/0`, whose author spoke of IPv6. */
const networksOf = compileOnce(({ cidrs }: NetworkCondition) => {
  const networks = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const [network, prefixLength] = cidr.split("/") as [string, string];
    const family = familyOf(network);
    // parseInt, since Number("") is 0: a missing length would mean every address instead of an error.
    networks[family].addSubnet(network, Number.parseInt(prefixLength, 10), family);
  }
  return networks;
});

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
