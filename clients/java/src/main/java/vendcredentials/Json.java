package vendcredentials;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON (RFC 8259). The SDK's own reader is no part of what it promises to keep. */
final class Json {
  private static final int MAX_DEPTH = 32;
  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The members of an object: String, Double, Boolean, null, List or Map. Null where the text is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> parseObject(String text) {
    Json json = new Json(text);
    try {
      Object value = json.value(0);
      json.skipBlanks();
      return json.at == text.length() && value instanceof Map ? (Map<String, Object>) value : null;
    } catch (IllegalArgumentException | IndexOutOfBoundsException notJson) {
      return null;
    }
  }

  private Object value(int depth) {
    skipBlanks();
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("too deep");
    }
    switch (text.charAt(at)) {
      case '{':
        return object(depth);
      case '[':
        return list(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new HashMap<>();
    at++;
    if (isNext('}')) {
      return members;
    }
    do {
      skipBlanks();
      String name = string();
      expect(':');
      members.put(name, value(depth + 1));
    } while (isNext(','));
    expect('}');
    return members;
  }

  private List<Object> list(int depth) {
    List<Object> items = new ArrayList<>();
    at++;
    if (isNext(']')) {
      return items;
    }
    do {
      items.add(value(depth + 1));
    } while (isNext(','));
    expect(']');
    return items;
  }

  private String string() {
    expect('"');
    StringBuilder read = new StringBuilder();
    for (char next = text.charAt(at++); next != '"'; next = text.charAt(at++)) {
      if (next < ' ') {
        throw new IllegalArgumentException("a control character");
      }
      read.append(next == '\\' ? escaped() : next);
    }
    return read.toString();
  }

  private char escaped() {
    char next = text.charAt(at++);
    int plain = "\"\\/".indexOf(next);
    int control = "bfnrt".indexOf(next);
    if (plain >= 0) {
      return next;
    }
    if (control >= 0) {
      return "\b\f\n\r\t".charAt(control);
    }
    String hex = text.substring(at, at + 4);
    if (next != 'u' || !hex.matches("[0-9a-fA-F]{4}")) {
      throw new IllegalArgumentException("no escape");
    }
    at += 4;
    return (char) Integer.parseInt(hex, 16);
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw new IllegalArgumentException("no value");
    }
    at += word.length();
    return value;
  }

  private Double number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw new IllegalArgumentException("no value");
    }
    at = number.end();
    return Double.valueOf(number.group());
  }

  private boolean isNext(char wanted) {
    skipBlanks();
    boolean isThere = text.charAt(at) == wanted;
    at += isThere ? 1 : 0;
    return isThere;
  }

  private void expect(char wanted) {
    if (!isNext(wanted)) {
      throw new IllegalArgumentException("no " + wanted);
    }
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
