import { describeReload } from "./describe-reload.ts";
import { openAppConfigStore } from "./stores.ts";

describeReload("AppConfig", openAppConfigStore);
