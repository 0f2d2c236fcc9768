/** Why there are no credentials, in one sentence of one line. Holds no token and no secret. */
export class VendError extends Error {
  override readonly name = "VendError";
  /** For the AWS SDK: do not go on to other credentials, which would act as somebody else. */
  readonly tryNextLink = false;
  /** The service's code, such as `NotGranted`; undefined where the service did not answer. */
  readonly code: string | undefined;
  /** The HTTP status of the service's answer; undefined where there was none. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Whether the service has answered no: the same again will not do. */
  get isRefusal(): boolean {
    return this.status !== undefined && this.status >= 400 && this.status < 500 && this.status !== 429;
  }
}
