/** The least contrast that WCAG 2.2 (1.4.3, level AA) wants of text. */
export const leastContrast = 4.5;

/**
 * Runs in the page: each text in sight that has less contrast with what is behind it than it should.
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function faintTexts(least: number): readonly string[] {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element: Element): string => {
    const color = getComputedStyle(element).backgroundColor;
    const isClear = channels(color)[3] === 0;
    return isClear && element.parentElement !== null ? backgroundOf(element.parentElement) : color;
  };
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent ?? "")
      .join("")
      .trim();
    if (text === "" || ["SCRIPT", "OPTION"].includes(element.tagName) || !element.checkVisibility()) return [];
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < least ? [`${contrast.toFixed(2)}: ${element.tagName} ${text.slice(0, 40)}`] : [];
  });
}
