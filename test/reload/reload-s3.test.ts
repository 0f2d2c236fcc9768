import { describe } from "vitest";
import { describeReload } from "./describe-reload.ts";
import { hasMoto } from "./start-moto.ts";
import { openS3Store } from "./stores.ts";

describe.skipIf(!hasMoto)("against moto", () => describeReload("S3", openS3Store, { isThorough: true }));
