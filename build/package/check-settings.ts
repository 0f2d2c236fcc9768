import { type Settings, settingRules } from "./setting-rules.ts";

/**
 * Looks through what is set for what does not go together, before anything is made of it.
 * @throws Error with a line for each rule that is broken
 */
export function checkSettings(settings: Settings): void {
  const broken = settingRules.filter(({ isBroken }) => isBroken(settings));
  if (broken.length === 0) return;
  throw new Error(broken.map(({ variable, says }) => `${variable} ${says}`).join("\n"));
}
