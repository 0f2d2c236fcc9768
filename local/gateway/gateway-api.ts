/** What a gateway knows of itself, the same for every request. */
export interface GatewayApi {
  /** `$default`, or the stage's name. */
  readonly stage: string;
  /** `/prod` where the stage is part of the URL, otherwise empty. */
  readonly stagePath: string;
  /** Host and port: API Gateway's name has no port, but links made from this one have to work. */
  readonly domainName: string;
  readonly port: number;
  readonly scheme: "http" | "https";
  /** The interface endpoint that a private REST API is reached through. */
  readonly vpcEndpointId: string | undefined;
}

/** The account and the API that local events say they belong to. */
export const localAccountId = "999988887777";
export const localApiId = "local";
