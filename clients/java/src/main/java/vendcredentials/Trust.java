package vendcredentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Which authorities are trusted. */
final class Trust {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  private Trust() {}

  /** @param bundle authorities in place of the JVM's own; null: those */
  static SSLSocketFactory with(Path bundle) throws Failure {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, bundle == null ? null : trustManagers(load(bundle)), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException broken) {
      throw new Failure("the trusted authorities cannot be read: " + Wording.of(broken));
    }
  }

  /** Those of a PEM file, and no others. */
  static KeyStore load(Path bundle) throws Failure, GeneralSecurityException, IOException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    Matcher pem = CERTIFICATE.matcher(read(bundle));
    if (!pem.find()) {
      throw new Failure("the CA bundle " + bundle + " holds no certificate");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      int number = 0;
      do {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        authorities.setCertificateEntry("authority-" + number++, factory.generateCertificate(new ByteArrayInputStream(der)));
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
