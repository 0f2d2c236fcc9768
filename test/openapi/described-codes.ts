import { describedDocument } from "./described-document.ts";

/** All that the document says may be answered with an error: `GET /v1/grants Revoked`. */
export function describedCodes(): readonly string[] {
  const { paths, components } = describedDocument;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) => {
      const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      const codes = errors.flatMap(([, { $ref, ...own }]) =>
        codesOf($ref === undefined ? own : components.responses[$ref.split("/").at(-1) ?? ""]),
      );
      return codes.map((code) => `${method.toUpperCase()} ${path} ${code}`);
    }),
  );
}

/** Of JSON, the schemas that it is made of; of XML, what the message may begin with. */
function codesOf(response: object | undefined): readonly string[] {
  const text = JSON.stringify(response);
  const [, inMessage] = /"pattern":"\^\(\?:([\w|]+)\): "/.exec(text) ?? [];
  if (inMessage !== undefined) return inMessage.split("|");
  return [...new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, code = ""]) => code))];
}
