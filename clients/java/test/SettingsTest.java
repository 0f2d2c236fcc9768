package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  SettingsTest() {
    environment.put("VEND_URL", "https://vend.example/base/");
    environment.put("VEND_TOKEN_FILE", "/file");
    environment.put("VEND_TOKEN", "t");
    environment.put("VEND_DURATION_SECONDS", "2700");
    environment.put("VEND_REFRESH_AHEAD_SECONDS", "0.5");
  }

  private Settings read(VendCredentialsProvider.Builder builder) throws Failure {
    Settings settings = new Settings(environment);
    settings.read(builder);
    return settings;
  }

  @Test
  void anOptionWinsOverTheEnvironment() throws Exception {
    Settings settings = read(VendCredentialsProvider.builder());
    assertInstanceOf(FileToken.class, settings.tokens);
    assertEquals(500, settings.refreshAheadMs);
    assertEquals("https://vend.example/base/v1/credentials?format=container&duration=2700", new Fetch(settings).target().toString());
    settings =
        read(
            VendCredentialsProvider.builder()
                .url("https://other.example")
                .grant("a b/c")
                .duration(Duration.ofHours(1))
                .token("mine")
                .parameter("set", "x&y"));
    assertEquals("mine", assertInstanceOf(GivenToken.class, settings.tokens).read(null));
    assertEquals(
        "https://other.example/v1/credentials/a%20b/c?format=container&duration=3600&param.set=x%26y",
        new Fetch(settings).target().toString());
  }

  @Test
  void saysWhichSettingIsWrong() {
    String[][] rows = {
      {"VEND_URL", "", "set VEND_URL"},
      {"VEND_URL", "http://vend.example", "plain http is for loopback hosts only"},
      {"VEND_URL", "https://vend.example?", "VEND_URL may have no query"},
      {"VEND_GRANT", "a/../b", "VEND_GRANT is not of the form"},
      {"VEND_GRANT", "a/..", "VEND_GRANT is not of the form"},
      {"VEND_GRANT", "./a", "VEND_GRANT is not of the form"},
      {"VEND_GRANT", "..", "VEND_GRANT is not of the form"},
      {"VEND_GRANT", "a/", "VEND_GRANT is not of the form"},
      {"VEND_GRANT", "/a", "VEND_GRANT is not of the form"},
      {"VEND_DURATION_SECONDS", "1h", "VEND_DURATION_SECONDS is no number of seconds"},
      {"VEND_READ_TIMEOUT_SECONDS", "-1", "VEND_READ_TIMEOUT_SECONDS is no number of seconds"},
      {"VEND_CONNECT_TIMEOUT_SECONDS", "NaN", "VEND_CONNECT_TIMEOUT_SECONDS is no number of seconds"},
    };
    for (String[] row : rows) {
      Map<String, String> changed = new HashMap<>(environment);
      changed.put(row[0], row[1]);
      VendCredentialsProvider.Builder builder = VendCredentialsProvider.builder();
      VendException said = assertThrows(VendException.class, () -> builder.build(changed), String.join("=", row));
      assertTrue(said.getMessage().contains(row[2]), said.getMessage());
      assertEquals(0, said.status());
      assertNull(said.code());
    }
    environment.remove("VEND_TOKEN_FILE");
    environment.put("VEND_TOKEN_URL", "https://idp.example/token");
    VendCredentialsProvider.Builder builder = VendCredentialsProvider.builder().grant("a\"b\u009b");
    VendException said = assertThrows(VendException.class, () -> builder.build(environment));
    assertEquals(
        "No AWS credentials from https://vend.example/base for grant \"a\\\"b \": "
            + "client credentials are not set in full; set VEND_CLIENT_ID and VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE",
        said.getMessage());
  }

  @Test
  void takesOneTokenAndNothingElseForAToken() throws Exception {
    for (String text : new String[] {"a.b.c", " \tbearer  a.b.c\r\n", "Bearer\na.b.c"}) {
      assertEquals("a.b.c", TokenSource.clean(text, "it"));
    }
    for (String text : new String[] {"", "Bearer \n", "a b", "a\r\nX-Other: b", "ä"}) {
      assertThrows(Failure.class, () -> TokenSource.clean(text, "it"), text);
    }
    Path large = Files.write(folder.resolve("token"), new byte[64 * 1024 + 1]);
    Failure tooLarge = assertThrows(Failure.class, () -> new FileToken(large).read(null));
    assertEquals("the token file " + large + " cannot be read: it is larger than 64 KiB", tooLarge.getMessage());
    GivenToken broken = new GivenToken(() -> { throw new IllegalStateException("secret"); }, "the token");
    Failure failure = assertThrows(Failure.class, () -> broken.read(null));
    assertEquals("the token function failed", failure.getMessage());
  }
}
