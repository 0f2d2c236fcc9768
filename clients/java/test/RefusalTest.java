package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class RefusalTest {
  @Test
  void repeatsNothingOfWhatWasSent() {
    String[][] rows = {
      {"an-opaque-secret is refused", "401: (token) is refused"},
      {"an-opa\nque-secret is refused", "401: (token)"},
      {"an-opa que\u0000-secret is refused", "401: (token)"},
      {"another is refused", "401: another is refused"},
    };
    for (String[] row : rows) {
      assertEquals(row[1], Refusal.describe(401, Collections.singletonMap("message", row[0]), "", "an-opaque-secret"));
    }
  }
}
