/*
 * An instance: a process of its own, that answers each event that its parent sends with what the handler makes of it and what it has
 * written meanwhile. Configured by its environment, as on Lambda.
 */
let written = "";
process.stdout.write = (text) => {
  written += text;
  return true;
};
const { handler, warm } = await import("../../functions/unmatched-route/handler.ts");

await warm;
process.on("message", async ({ event, context }) => {
  written = "";
  const { body } = await handler(event, context);
  process.send({ body, written });
});
process.send("ready");
