import document from "../../shared/http/openapi.json" with { type: "json" };

/** As much of OpenAPI as the tests look at. */
export interface DescribedResponse {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

/** What the service tells of itself. */
export const describedDocument = document as unknown as {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: Readonly<
    Record<"schemas" | "responses" | "headers" | "securitySchemes", Readonly<Record<string, object>>>
  >;
};
