/** Where JWTs come from. */
export interface TokenSource {
  /**
   * The token for the next request.
   * @param budgetMs what may be spent on getting it
   * @throws Failure
   */
  readonly read: (budgetMs: number) => Promise<string>;
  /**
   * After the service has refused a token with 401: whether `read` would give another one now.
   * @param refused what was sent
   * @param budgetMs what may be spent on finding out
   */
  readonly hasAnother: (refused: string, budgetMs: number) => Promise<boolean>;
  /**
   * Whose tokens these are, for who keeps credentials by caller: JSON of where they come from, and of whom they tell.
   * @throws Failure
   */
  readonly whose: () => Promise<string>;
}
