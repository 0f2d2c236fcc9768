package vendcredentials;

import software.amazon.awssdk.core.exception.SdkClientException;

/** Why there are no credentials, in one sentence of one line without token or secret. */
public final class VendException extends SdkClientException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  VendException(String sentence, int status, String code) {
    super(SdkClientException.builder().message(sentence));
    this.status = status;
    this.code = code;
  }

  /** The HTTP status of the service's answer; 0 where there was none. */
  public int status() {
    return status;
  }

  /** The service's code, such as NotGranted; null where the service did not answer. */
  public String code() {
    return code;
  }
}
