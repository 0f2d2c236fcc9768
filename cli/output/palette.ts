import { styleText } from "node:util";

type Style = (text: string) => string;

/** The few things that colours say. Each is said in words or signs too. */
export interface Palette {
  readonly good: Style;
  readonly bad: Style;
  readonly warn: Style;
  readonly strong: Style;
  readonly faint: Style;
}

/** Colours, or the text as it is. */
export function createPalette(hasColours: boolean): Palette {
  const style =
    (format: Parameters<typeof styleText>[0]): Style =>
    (text) =>
      // Whether the stream takes colours has been decided already, by the streams that commands really write to.
      hasColours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: style("green"),
    bad: style("red"),
    warn: style("yellow"),
    strong: style("bold"),
    faint: style("dim"),
  };
}
