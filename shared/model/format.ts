/** The response shapes: one file each under `present/`. */
export const formats = ["container", "process", "ruby", "boto", "camel", "php", "imds", "env"] as const;
export type Format = (typeof formats)[number];
