package vendcredentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void readsAnObject() {
    Map<String, Object> read =
        Json.parseObject(
            " {\"a\" : \"x\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4ä\" ,\r\n"
                + "\"b\":[1, -2.5e3,[],{}],\"c\":{\"d\":null},\"e\":true,\"f\":false}\t");
    assertNotNull(read);
    assertEquals("x\"\\/\b\f\n\r\tää", read.get("a"));
    assertEquals(Arrays.asList(1.0, -2500.0, Collections.emptyList(), Collections.emptyMap()), read.get("b"));
    assertEquals(Collections.singletonMap("d", null), read.get("c"));
    assertEquals(Boolean.TRUE, read.get("e"));
    assertEquals(Boolean.FALSE, read.get("f"));
  }

  @Test
  void takesNothingElseForAnObject() {
    String deep = String.join("", Collections.nCopies(50_000, "["));
    String[] texts = {
      "",
      " ",
      "{",
      "{}x",
      "{} {}",
      "[]",
      "\"a\"",
      "null",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1,}",
      "{,}",
      "{'a':1}",
      "{a:1}",
      "{\"a\":01}",
      "{\"a\":1.}",
      "{\"a\":+1}",
      "{\"a\":NaN}",
      "{\"a\":tru}",
      "{\"a\":\"\\x\"}",
      "{\"a\":\"\\u12g4\"}",
      "{\"a\":\"\\u12",
      "{\"a\":\"\n\"}",
      "{\"a\":\"b",
      "{\"a\":[1,]}",
      "{\"a\":[1}",
      "<html>",
      "{\"a\":" + deep,
      "{\"a\":1\u0000}",
    };
    for (String text : texts) {
      assertNull(Json.parseObject(text), text);
    }
  }
}
