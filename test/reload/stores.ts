import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createSsmTarget } from "../../cli/publish/ssm-target.ts";
import { type AppConfigStub, startAppConfigStub } from "../support/appconfig-stub.ts";
import { type Moto, startMoto } from "./start-moto.ts";
import { type StoreProxy, startProxy } from "./start-proxy.ts";

/** Somewhere to keep a map, with a way for the service and another for its administrator. */
export interface Store {
  /** As `POLICY_MAP` has it. */
  readonly location: string;
  /** Of the way that the service takes. */
  readonly url: string;
  readonly put: (text: string) => Promise<void>;
  readonly setState: (state: StoreProxy["state"]) => void;
  readonly close: () => Promise<void>;
}

const region = "eu-central-1";
const credentials = { accessKeyId: "AKIAADMIN", secretAccessKey: "admin+secret/EXAMPLEKEYadminsecretEXAMPL" };

/** S3 with versions. */
export function openS3Store(): Promise<Store> {
  return openMotoStore("s3://vend-maps/prod/map.yaml", async ({ url }) => {
    const s3 = new S3Client({ region, credentials, endpoint: url });
    await s3.send(
      new CreateBucketCommand({ Bucket: "vend-maps", CreateBucketConfiguration: { LocationConstraint: region } }),
    );
    const versioning = { Status: "Enabled" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: "vend-maps", VersioningConfiguration: versioning }));
    return async (text) => {
      await s3.send(new PutObjectCommand({ Bucket: "vend-maps", Key: "prod/map.yaml", Body: text }));
    };
  });
}

/** One encrypted parameter. */
export function openSsmStore(): Promise<Store> {
  return openMotoStore("ssm:/vend/map", async ({ url }) => {
    const ssm = new SSMClient({ region, credentials, endpoint: url });
    return async (text) => {
      const settings = { Type: "SecureString", Tier: "Advanced", Overwrite: true } as const;
      await ssm.send(new PutParameterCommand({ Name: "/vend/map", Value: text, ...settings }));
    };
  });
}

/** Several parameters and their manifest, as `vend publish` writes them. */
export function openSplitStore(): Promise<Store> {
  return openMotoStore("ssm:/vend/map", async () => {
    const target = await createSsmTarget({ name: "/vend/map" }, region);
    // A comment makes each text too long for one parameter.
    const filling = `# ${"x".repeat(100)}\n`.repeat(60);
    return async (text) => await target.publish(`${filling}${text}`, text.length.toString(16).padStart(64, "0"));
  });
}

/** AppConfig, over its wire format: moto has no data plane. */
export async function openAppConfigStore(): Promise<Store> {
  const stub: AppConfigStub = await startAppConfigStub();
  // Real sessions poll every 15 seconds at most often; nobody wants to wait for that here.
  stub.pollSeconds = 0;
  const proxy = await startProxy(stub.url);
  return {
    location: "appconfig:vend/prod/map",
    url: proxy.url,
    put: async (text) => {
      stub.content = text;
    },
    setState: (state) => {
      proxy.state = state;
    },
    close: async () => {
      await proxy.close();
      await stub.close();
    },
  };
}

async function openMotoStore(
  location: string,
  prepare: (moto: Moto) => Promise<(text: string) => Promise<void>>,
): Promise<Store> {
  const moto = await startMoto();
  const proxy = await startProxy(moto.url);
  return {
    location,
    url: proxy.url,
    put: await prepare(moto),
    setState: (state) => {
      proxy.state = state;
    },
    close: async () => {
      await proxy.close();
      await moto.stop();
    },
  };
}
