/** By which requests of the probes are told from callers' in the service's access log. */
export const probeUserAgent = "vend-probe";
