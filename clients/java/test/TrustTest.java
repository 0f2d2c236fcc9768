package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
  @TempDir Path folder;

  private Path write(String text) throws Exception {
    return Files.write(folder.resolve("ca.pem"), text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String pem(X509Certificate certificate) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void aBundleStandsInPlaceOfTheJvmsOwnAuthorities() throws Exception {
    TrustManagerFactory own = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    own.init((KeyStore) null);
    X509Certificate[] authorities = ((X509TrustManager) own.getTrustManagers()[0]).getAcceptedIssuers();
    KeyStore loaded = Trust.load(write(pem(authorities[0]) + pem(authorities[1])));
    assertEquals(2, Collections.list(loaded.aliases()).size());
  }

  @Test
  void saysWhatABundleHoldsThatIsNone() throws Exception {
    Path bundle = write("no certificate");
    assertEquals("the CA bundle " + bundle + " holds no certificate", assertThrows(Failure.class, () -> Trust.load(bundle)).getMessage());
    write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    String broken = assertThrows(Failure.class, () -> Trust.load(bundle)).getMessage();
    assertEquals("the CA bundle " + bundle + " holds something other than certificates", broken);
  }
}
