import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import { createSessionVendor } from "../../../shared/vend/vend-session.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { giveSession, type StsReply, type StsStub, startStsStub } from "../../support/sts-stub.ts";
import { anAssumption, anInput } from "../vend/assumptions.ts";

let sts: StsStub;
let passedMs: number;
beforeEach(async () => {
  sts = await startStsStub();
  stubAwsEnvironment(sts.url);
  passedMs = 0;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
});

const now = () => Date.now() + passedMs;
const give = giveSession();

/** Nothing of this process runs, as in Lambda from an answer to the next request: longer than anything is waited for. */
function freeze(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  passedMs += 10_000;
}

const slow: StsReply = (response, call) => {
  setTimeout(() => give(response, call), 350);
};
const hangsInFirst: StsReply = (response, call) => {
  if (!call.headers.authorization?.includes("/eu-central-1/")) give(response, call);
};

test.each([
  ["the first of two regions hangs", ["eu-west-1"], hangsInFirst],
  ["STS takes 350 ms", [], slow],
])(
  "a process that is frozen after each answer gets the successor of a session though %s",
  async (_, fallbackRegions, reply) => {
    const assumeRole = createAssumeRole({ region: "eu-central-1", fallbackRegions, now });
    const vend = createSessionVendor({ assumeRole, resolveExternalId: async () => "unused", now });
    const first = await vend(anAssumption());
    sts.answer(reply);
    // This one has the call that may be made early.
    await vend(anAssumption({ hops: [anInput({ sessionName: "other" })] }));
    passedMs += 31 * 60_000;
    const froms: string[] = [];
    for (let request = 0; request < 3; request += 1) {
      const { from, session } = await vend(anAssumption());
      froms.push(session === first.session ? from : "successor");
      freeze();
    }
    expect(froms).toContain("successor");
  },
);
