import { BlockList, isIP } from "node:net";
import type { NetworkCondition } from "../model/policy-document.ts";
import type { RequestFacts } from "../model/request.ts";

/**
 * Whether a request came from one of the networks, or through one of the VPC endpoints, by the gateway's word.
 * @returns why not, for the audit record; undefined where it did
 */
export function checkNetwork(condition: NetworkCondition, facts: RequestFacts): string | undefined {
  if (facts.vpcEndpointId !== undefined && condition.vpcEndpointIds.includes(facts.vpcEndpointId)) {
    return undefined;
  }
  if (facts.sourceAddress !== undefined && isInside(facts.sourceAddress, condition.cidrs)) {
    return undefined;
  }
  const from = facts.vpcEndpointId ?? facts.sourceAddress ?? "an unknown address";
  return `network: ${from} is in none of ${[...condition.cidrs, ...condition.vpcEndpointIds].join(", ")}`;
}

function isInside(address: string, cidrs: readonly string[]): boolean {
  const version = isIP(address);
  if (version === 0) {
    return false;
  }
  const networks = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", prefixLength = ""] = cidr.split("/");
    networks.addSubnet(network, Number(prefixLength), family(isIP(network)));
  }
  return networks.check(address, family(version));
}

function family(version: number): "ipv4" | "ipv6" {
  return version === 6 ? "ipv6" : "ipv4";
}
