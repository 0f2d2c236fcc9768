import { describe } from "vitest";
import { describeReload } from "./describe-reload.ts";
import { hasMoto } from "./start-moto.ts";
import { openSplitStore } from "./stores.ts";

describe.skipIf(!hasMoto)("against moto", () => describeReload("SSM, split over several parameters", openSplitStore));
