import type { Template, TemplateResource } from "./template.ts";

/** All resources of a template that are of this type, such as `AWS::Logs::LogGroup`. */
export function ofType({ Resources }: Template, type: string): readonly TemplateResource[] {
  return Object.values(Resources).filter(({ Type }) => Type === type);
}
