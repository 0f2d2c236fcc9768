/** `000003-9f86d081884c`: in order, and told apart by digest. */
export const keptId = /^\d{6}-[0-9a-z]{1,64}$/;

/** The id after all of these, for the version that this digest names. */
export function nextId(ids: readonly string[], digest: string): string {
  const last = Math.max(0, ...ids.map((id) => Number(id.slice(0, 6))));
  return `${String(last + 1).padStart(6, "0")}-${digest.slice(0, 12)}`;
}

/** Whether one of them is a version of this digest. */
export function keeps(ids: readonly string[], digest: string): boolean {
  return ids.some((id) => id.slice(7) === digest.slice(0, 12));
}
