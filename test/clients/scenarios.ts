import type { Scenario } from "./scenario.ts";
import { askAgain } from "./scenarios/ask-again.ts";
import { clientCredentials } from "./scenarios/client-credentials.ts";
import { fetchOnce } from "./scenarios/fetch-once.ts";
import { keepAndRefresh } from "./scenarios/keep-and-refresh.ts";
import { reachService } from "./scenarios/reach-service.ts";
import { readToken } from "./scenarios/read-token.ts";
import { refuse } from "./scenarios/refuse.ts";

/** What every client must do: docs/clients.md in the form of tests. */
export const scenarios: readonly Scenario[] = [
  ...fetchOnce,
  ...readToken,
  ...keepAndRefresh,
  ...askAgain,
  ...refuse,
  ...reachService,
  ...clientCredentials,
];
