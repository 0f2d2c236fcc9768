import { z } from "zod";

/** Lints that an author knows of and accepts. Whether there is a lint of that id, the linter says. */
export const acceptances = z
  .record(z.string(), z.string().regex(/\S/, "gives no reason; say why it is right here"))
  .describe("Lints to accept here, and in what is inside: id to the reason, for the next reader");
export type AuthoredAcceptances = z.infer<typeof acceptances>;
