/** What `fromVend` takes. What is left out comes from the environment variable that is named beside it. */
export interface VendOptions {
  /** Base URL of the service, such as `https://vend.corp.example`: `VEND_URL`. Plain http for loopback hosts only. */
  readonly url?: string | undefined;
  /** `GRANT` or `GRANT/ACCOUNT`: `VEND_GRANT`. Without: the caller's only or default grant. */
  readonly grant?: string | undefined;
  /** How long the session shall live: `VEND_DURATION_SECONDS`. Without: as long as the grant says. */
  readonly durationSeconds?: number | undefined;
  /** The grant's parameters, by name. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** A file that holds the JWT, read again for each fetch: `VEND_TOKEN_FILE`. */
  readonly tokenFile?: string | undefined;
  /** The JWT, or what gives one for each fetch: `VEND_TOKEN`. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** The identity provider's token endpoint, for client credentials: `VEND_TOKEN_URL`. */
  readonly tokenUrl?: string | undefined;
  /** `VEND_CLIENT_ID` */
  readonly clientId?: string | undefined;
  /** `VEND_CLIENT_SECRET` */
  readonly clientSecret?: string | undefined;
  /** A file that holds the client secret, read again for each token: `VEND_CLIENT_SECRET_FILE`. */
  readonly clientSecretFile?: string | undefined;
  /** `VEND_TOKEN_SCOPE` */
  readonly tokenScope?: string | undefined;
  /** Sent as `audience` and, where it is a URI, as `resource` (RFC 8707): `VEND_TOKEN_AUDIENCE`. */
  readonly tokenAudience?: string | undefined;
  /** PEM file of the authorities that are trusted, in place of Node's own: `VEND_CA_BUNDLE`. */
  readonly caBundle?: string | undefined;
  /** How long before their end credentials are renewed: `VEND_REFRESH_AHEAD_SECONDS`. Without: 20 minutes, or half their life. */
  readonly refreshAheadSeconds?: number | undefined;
  /** `VEND_CONNECT_TIMEOUT_SECONDS`; 2 where nothing is said. */
  readonly connectTimeoutSeconds?: number | undefined;
  /** From the connection to the whole answer: `VEND_READ_TIMEOUT_SECONDS`; 5 where nothing is said. */
  readonly readTimeoutSeconds?: number | undefined;
  /** Gets the sentence where a renewal failed and the credentials at hand are still good. Without: a warning of the process. */
  readonly onWarning?: ((sentence: string) => void) | undefined;
}
