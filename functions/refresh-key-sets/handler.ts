import { wireKeyRefresh } from "../wire-key-refresh.ts";

/** Fetches and stores the key sets of all issuers: by a schedule, and by hand where one cannot wait. */
export const handler = wireKeyRefresh();
