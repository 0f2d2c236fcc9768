/** What was found is not what one of the service's instances has put there. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}
