import type { DeployedFunction } from "./deployed-service.ts";
import type { EnvironmentOptions } from "./spawn-runtime.ts";
import { type Environment, InitFailure, type Invocation, startEnvironment } from "./start-environment.ts";

/** One function as Lambda runs it: an environment for each invocation that is under way, kept for later ones. */
export interface Lambda {
  /**
   * In an environment that is idle, or a new one.
   * @param timeoutMs less than what the template gives it
   */
  readonly invoke: (event: unknown, timeoutMs?: number) => Promise<Invocation | InitFailure>;
  /** Has one more that is ready, as provisioned concurrency does. */
  readonly provision: () => Promise<Environment>;
  /** Those that are alive, the oldest first. */
  readonly environments: () => readonly Environment[];
  /** Throws all environments away, as a deployment does. */
  readonly shutDown: () => Promise<readonly (NodeJS.Signals | number | null)[]>;
}

export function createLambda(deployed: DeployedFunction, options: EnvironmentOptions): Lambda {
  const environments = new Set<Environment>();
  const busy = new Set<Environment>();
  const alive = () => [...environments].filter((environment) => environment.isAlive());

  async function provision(): Promise<Environment> {
    const environment = await startEnvironment(deployed, options);
    environments.add(environment);
    return environment;
  }

  return {
    provision,
    environments: alive,
    invoke: async (event, timeoutMs = deployed.timeoutMs) => {
      let environment = alive().find((candidate) => !busy.has(candidate));
      try {
        environment ??= await provision();
      } catch (error) {
        if (error instanceof InitFailure) return error;
        throw error;
      }
      busy.add(environment);
      try {
        return await environment.invoke(event, timeoutMs);
      } finally {
        busy.delete(environment);
      }
    },
    shutDown: () => Promise.all(alive().map((environment) => environment.shutDown())),
  };
}
