package vendcredentials;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;

/** What the system says of a file or a connection, for a person. */
final class Wording {
  private Wording() {}

  static String of(Throwable failed) {
    if (isCausedBy(failed, CertificateExpiredException.class)) {
      return "its certificate has expired";
    }
    if (isCausedBy(failed, CertPathBuilderException.class)) {
      return "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE";
    }
    if (isOfCertificate(failed)) {
      return String.valueOf(failed.getMessage()).matches("(?is).*(?:subject alternative|name matching).*")
          ? "its certificate is for another host"
          : "its certificate does not hold";
    }
    if (failed instanceof UnknownHostException) {
      return "the host's name is not known";
    }
    if (failed instanceof NoRouteToHostException) {
      return "the host cannot be reached";
    }
    if (failed instanceof SocketTimeoutException) {
      return "no connection within the time limit";
    }
    String message = String.valueOf(failed.getMessage());
    if (failed instanceof SocketException && message.contains("unreachable")) {
      return "the network cannot be reached";
    }
    if (failed instanceof ConnectException) {
      return message.contains("refused") ? "connection refused" : "the host cannot be reached";
    }
    if (failed instanceof SocketException || failed instanceof EOFException || isCausedBy(failed, EOFException.class)) {
      return "the connection was cut";
    }
    if (failed instanceof SSLException) {
      return message.contains("SSL message") ? "its answer is not TLS" : "the TLS handshake failed";
    }
    if (failed instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (failed instanceof AccessDeniedException) {
      return "permission is denied";
    }
    if (failed instanceof IOException && message.contains("directory")) {
      return "it is a folder";
    }
    return "it failed: " + failed.getClass().getName();
  }

  /** A certificate that does not hold now will not hold in a second either. */
  static boolean isOfCertificate(Throwable failed) {
    return isCausedBy(failed, CertificateException.class) || isCausedBy(failed, CertPathValidatorException.class);
  }

  private static boolean isCausedBy(Throwable failed, Class<? extends Throwable> kind) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
