import { wireKeyRefresh } from "../wire-key-refresh.ts";

const { refresh, loaded } = wireKeyRefresh();

/** Fetches and stores the key sets of all issuers: by a schedule, and by hand where one cannot wait. */
export const handler = refresh;

/** What a start waits for. */
export const warm = loaded;
