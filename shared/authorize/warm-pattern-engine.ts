import { RE2JS } from "re2js";

/** Does at the start what RE2's engine takes 16 ms for when it is first asked, so that no request waits for it. */
export function warmPatternEngine(): void {
  RE2JS.compile("(?:a|b)*").matches("ab");
}
