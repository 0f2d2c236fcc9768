import { CreateSecretCommand, SecretsManagerClient, UpdateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createStoredTexts } from "../../shared/adapters/external-id-stores.ts";
import { createExternalIds } from "../../shared/adapters/external-ids.ts";
import { startAppConfigStub } from "../support/appconfig-stub.ts";
import { stubAwsStores } from "../support/read-map.ts";
import { mapText } from "./maps.ts";
import { hasMoto, type Moto, startMoto } from "./start-moto.ts";
import { type StoreProxy, startProxy } from "./start-proxy.ts";
import { startService } from "./start-service.ts";

const client = (url: string) => ({
  region: "eu-central-1",
  endpoint: url,
  credentials: { accessKeyId: "AKIAADMIN", secretAccessKey: "admin+secret/EXAMPLEKEYadminsecretEXAMPL" },
});

describe.skipIf(!hasMoto)("external IDs in moto", () => {
  let moto: Moto;
  let proxy: StoreProxy;
  let ssm: SSMClient;
  let secrets: SecretsManagerClient;
  beforeAll(async () => {
    moto = await startMoto();
    ssm = new SSMClient(client(moto.url));
    secrets = new SecretsManagerClient(client(moto.url));
    const SecretString = JSON.stringify({ externalId: "archive-0815" });
    await Promise.all([
      putParameter("reporting-4711"),
      secrets.send(new CreateSecretCommand({ Name: "vend/archive", SecretString })),
    ]);
  }, 60_000);
  afterAll(async () => {
    await moto?.stop();
  });
  beforeEach(async () => {
    proxy = await startProxy(moto.url);
    stubAwsStores(proxy.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await proxy.close();
  });

  const putParameter = async (Value: string) => {
    const Name = "/vend/reporting/external-id";
    await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
  };

  test("are read, changed, and kept through an outage", async () => {
    let nowMs = 1_000_000;
    const resolve = createExternalIds({ read: createStoredTexts("eu-central-1"), now: () => nowMs });
    const both = () =>
      Promise.all([
        resolve({ ssm: "/vend/reporting/external-id" }),
        resolve({ secret: "vend/archive", member: "externalId" }),
      ]);
    expect(await both()).toEqual(["reporting-4711", "archive-0815"]);

    proxy.state = "down";
    nowMs += 300_000;
    expect(await both()).toEqual(["reporting-4711", "archive-0815"]);

    await putParameter("reporting-4712");
    const SecretString = JSON.stringify({ externalId: "archive-0816" });
    await secrets.send(new UpdateSecretCommand({ SecretId: "vend/archive", SecretString }));
    proxy.state = "up";
    nowMs += 5_000;
    expect(await both()).toEqual(["reporting-4712", "archive-0816"]);
  });

  test.each<[what: string, reference: Parameters<ReturnType<typeof createExternalIds>>[0]]>([
    ["a parameter", { ssm: "/vend/nowhere" }],
    ["a secret", { secret: "vend/nowhere", member: undefined }],
    ["a member", { secret: "vend/archive", member: "other" }],
  ])("that are not there are a fault of ours: %s", async (_what, reference) => {
    const resolve = createExternalIds({ read: createStoredTexts("eu-central-1"), now: Date.now });
    await expect(resolve(reference)).rejects.toMatchObject({ code: "Internal" });
  });

  test("reach STS by way of a map that refers to them, and nothing that the service writes", async () => {
    await putParameter("reporting-4713");
    const stub = await startAppConfigStub();
    const store = {
      location: "appconfig:vend/prod/map",
      url: proxy.url,
      put: async (text: string) => {
        stub.content = text;
      },
      setState: () => undefined,
      close: stub.close,
    };
    const reference = "{ ssm: /vend/reporting/external-id }";
    const service = await startService(store, (corp) => {
      vi.stubEnv("AWS_ENDPOINT_URL_APPCONFIGDATA", stub.url);
      return mapText(corp, { externalId: reference });
    });
    const { status } = await service.vend();
    const written = service.written();
    await service.close();
    await stub.close();
    expect(status).toBe(200);
    expect(service.sts.calls.map(({ parameters }) => parameters.get("ExternalId"))).toEqual(["reporting-4713"]);
    expect(written).toContain("audit");
    expect(written).not.toContain("reporting-4713");
  });
});
