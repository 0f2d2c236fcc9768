import { clients } from "./clients.ts";
import { describeClient } from "./describe-client.ts";

describeClient(clients.python);
