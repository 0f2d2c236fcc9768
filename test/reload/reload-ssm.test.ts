import { describe } from "vitest";
import { describeReload } from "./describe-reload.ts";
import { hasMoto } from "./start-moto.ts";
import { openSsmStore } from "./stores.ts";

describe.skipIf(!hasMoto)("against moto", () => describeReload("SSM", openSsmStore));
