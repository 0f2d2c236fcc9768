package vendcredentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Which authorities are trusted. */
final class Trust {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  private Trust() {}

  /** @param bundle authorities beside the JVM's own; null: those alone */
  static SSLSocketFactory with(Path bundle) throws Failure {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, bundle == null ? null : trustManagers(join(bundle)), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException broken) {
      throw new Failure("the JVM's own authorities cannot be read: " + Wording.of(broken));
    }
  }

  private static KeyStore join(Path bundle) throws Failure, GeneralSecurityException, IOException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    int number = 0;
    for (TrustManager own : trustManagers(null)) {
      if (own instanceof X509TrustManager) {
        for (X509Certificate authority : ((X509TrustManager) own).getAcceptedIssuers()) {
          authorities.setCertificateEntry("own-" + number++, authority);
        }
      }
    }
    Matcher pem = CERTIFICATE.matcher(read(bundle));
    if (!pem.find()) {
      throw new Failure("the CA bundle " + bundle + " holds no certificate");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      do {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        authorities.setCertificateEntry("given-" + number++, factory.generateCertificate(new ByteArrayInputStream(der)));
      } while (pem.find());
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new Failure("the CA bundle " + bundle + " holds something other than certificates");
    }
    return authorities;
  }

  private static String read(Path bundle) throws Failure {
    try {
      return new String(Files.readAllBytes(bundle), StandardCharsets.ISO_8859_1);
    } catch (IOException unread) {
      throw new Failure("the CA bundle " + bundle + " cannot be read: " + Wording.of(unread));
    }
  }

  /** @param authorities null: the JVM's own */
  private static TrustManager[] trustManagers(KeyStore authorities) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers();
  }
}
