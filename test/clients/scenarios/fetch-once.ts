import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import type { Scenario, World } from "../scenario.ts";
import type { Got } from "../start-driver.ts";

/** Who the credentials make their owner, by STS's own word. */
async function whoIs(world: World, got: Got): Promise<string | undefined> {
  const { expiration: _, ...credentials } = expectCredentials(world, got);
  const sts = new STSClient({ endpoint: world.stack.stsUrl, region: "eu-central-1", credentials });
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
}

/** One fetch: what is asked for, and what comes of it. */
export const fetchOnce: readonly Scenario[] = [
  {
    name: "gets credentials of the grant's role, by one request that says who asks",
    play: async (world) => {
      const { expect, service, client } = world;
      const token = await world.token();
      const settings = { VEND_URL: service.url, VEND_GRANT: "nightly-report", VEND_TOKEN: token };
      const got = await world.start(settings).get();
      expect(await whoIs(world, got)).toBe("arn:aws:sts::111122223333:assumed-role/report-reader/report-runner");
      expect(service.seen).toHaveLength(1);
      expect(service.seen[0]).toMatchObject({
        method: "GET",
        url: expect.stringMatching(/^\/v1\/credentials\/nightly-report(?:\?format=[a-z]+)?$/),
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          "user-agent": expect.stringMatching(new RegExp(`^vend-${client.language}/\\d+\\.\\d+\\.\\d+$`)),
        },
        body: "",
      });
    },
  },
  {
    name: "asks for the only or default grant where none is set",
    play: async (world) => {
      const { expect, service } = world;
      const got = await world.start({ VEND_URL: `${service.url}/`, VEND_TOKEN: await world.token() }).get();
      expect(await whoIs(world, got)).toBe("arn:aws:sts::111122223333:assumed-role/report-reader/report-runner");
      expect(service.seen[0]?.url).toMatch(/^\/v1\/credentials(?:\?format=[a-z]+)?$/);
    },
  },
  {
    name: "asks for one account of a grant, and for a duration",
    play: async (world) => {
      const { expect, service } = world;
      const settings = { VEND_GRANT: "audit/archive", VEND_DURATION_SECONDS: "2700" };
      const got = await world
        .start({ VEND_URL: service.url, VEND_TOKEN: await world.token("auditor"), ...settings })
        .get();
      expect(await whoIs(world, got)).toMatch(/^arn:aws:sts::444455556666:assumed-role\//);
      const url = new URL(service.seen[0]?.url ?? "", service.url);
      expect(url.pathname).toBe("/v1/credentials/audit/archive");
      expect(url.searchParams.get("duration")).toBe("2700");
      const expiresAtMs = Date.parse(expectCredentials(world, got).expiration);
      expect(Math.abs(expiresAtMs - Date.now() - 2_700_000)).toBeLessThan(30_000);
    },
  },
  {
    name: "keeps a base path, and encodes what it is given",
    play: async (world) => {
      const { expect, service } = world;
      const url = `${service.url}/base/path`;
      const driver = await world.startUsual({ VEND_URL: `${url}/`, VEND_GRANT: "ä ?#%2F/x&y" });
      const got = await driver.get();
      expect(service.seen[0]?.url).toMatch(/^\/base\/path\/v1\/credentials\/%C3%A4%20%3F%23%252F\/x(?:%26|&)y(?:\?|$)/);
      expectSentence(world, got, "404 NotFound: There is nothing at this path", { url, grant: "ä ?#%2F/x&y" });
    },
  },
  {
    name: "asks for no other path, whatever the grant is called",
    play: async (world) => {
      const { expect, service } = world;
      for (const grant of ["../grants", "..", "nightly-report/../..", "a/b/c"]) {
        const { error } = await (await world.startUsual({ VEND_GRANT: grant })).get();
        expect(error).toMatch(/^No AWS credentials[^\r\n]+$/);
      }
      for (const { url } of service.seen)
        expect(new URL(url, service.url).pathname).toMatch(/^\/v1\/credentials\/[^/]/);
    },
  },
];
