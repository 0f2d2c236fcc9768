package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void sendsNothingInTheClearButToLoopback() throws Exception {
    String[] right = {"http://127.0.0.1:1/a", "http://127.255.0.9", "http://[::1]:80", "http://LOCALHOST", "HTTPS://vend.example/a?b"};
    for (String text : right) {
      assertEquals(URI.create(text), Address.parse(text, "IT"));
    }
    String[][] wrong = {
      {"http://vend.example", "plain http"},
      {"http://127.0.0.1.example", "plain http"},
      {"http://127.1", "is no URL|plain http"},
      {"http://2130706433", "is no URL|plain http"},
      {"http://127.0.0.256", "is no URL|plain http"},
      {"http://[::2]", "plain http"},
      {"http://[1::1]", "plain http"},
      {"http://0.0.0.0", "plain http"},
      {"ftp://127.0.0.1", "must begin"},
      {"vend.example", "must begin"},
      {"", "must begin"},
      {"https://", "is no URL"},
      {"https:///a", "is no URL"},
      {"https://a b", "is no URL"},
      {"https://a:99999", "is no URL"},
      {"https://user@vend.example", "neither a user"},
      {"https://vend.example#", "neither a user"},
    };
    for (String[] row : wrong) {
      Failure failure = assertThrows(Failure.class, () -> Address.parse(row[0], "IT"), row[0]);
      assertTrue(failure.getMessage().matches("IT .*(?:" + row[1] + ").*"), row[0] + ": " + failure.getMessage());
    }
  }

  @Test
  void choosesTheProxyThatTheEnvironmentNames() throws Exception {
    String[][] rows = {
      {"https://vend.example", "", "through"},
      {"https://vend.example", "other.example,xvend.example, end.example", "through"},
      {"https://vend.example", "vend.example:8443", "through"},
      {"https://[2001:db8::1]", "2001:db8::2", "through"},
      {"https://vend.example", "other.example, VEND.example", "past"},
      {"https://vend.example", ".example", "past"},
      {"https://vend.example", "*.example", "past"},
      {"https://vend.example", "*", "past"},
      {"https://vend.example:8443", "vend.example:8443", "past"},
      {"https://vend.example", "vend.example:443", "past"},
      {"https://[2001:db8::1]", "[2001:db8::1]:443", "past"},
      {"https://[2001:db8::1]", "2001:db8::1", "past"},
      {"https://127.8.8.8", "", "past"},
      {"https://[::1]", "", "past"},
      {"http://localhost:1", "", "past"},
    };
    for (String[] row : rows) {
      Map<String, String> environment = new HashMap<>();
      environment.put("https_proxy", "lower:3128");
      environment.put("HTTPS_PROXY", "http://upper:3128");
      environment.put("NO_PROXY", row[1]);
      URI proxy = Address.chooseProxy(URI.create(row[0]), environment);
      assertEquals(row[2], proxy == null ? "past" : "through", String.join(" ", row));
      assertEquals(proxy == null ? null : URI.create("http://lower:3128"), proxy);
    }
    for (String proxy : new String[] {"socks5://user:secret@proxy", "http://user:sec ret@proxy", "http://",
        "http://user:p@sec/word@proxy:1", "http://user:p@sec@proxy:1", "user:sec/word@proxy", "http://user:sec?@proxy"}) {
      Map<String, String> environment = Collections.singletonMap("HTTPS_PROXY", proxy);
      Failure failure = assertThrows(Failure.class, () -> Address.chooseProxy(URI.create("https://a.example"), environment));
      assertFalse(failure.getMessage().contains("sec"));
    }
  }

  @Test
  void encodesAllThatCouldEndASegment() {
    assertEquals("a-._~Z9%20%2F%3F%23%25%26%2B%0D%0A%C3%A4%F0%9F%98%80", Address.encode("a-._~Z9 /?#%&+\r\nä😀"));
  }
}
