import { expect, test } from "vitest";
import { finalCall } from "../../../shared/vend/final-call.ts";
import { anAssumption, anInput } from "./assumptions.ts";

const [hub, target] = [anInput({ roleArn: "hub" }), anInput({ roleArn: "target" })];

test("the only call is the final one", () => {
  expect(finalCall(anAssumption({ hops: [target] }))).toBe(target);
});

test("the last call of a chain is the final one", () => {
  expect(finalCall(anAssumption({ hops: [hub, hub, target] }))).toBe(target);
});
