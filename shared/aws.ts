/**
 * What every AWS client is made with. Retries are the SDK's own: exponential back-off with jitter on throttling,
 * time-outs and 5xx, never on another 4xx.
 * The laptop's emulator is found through AWS_ENDPOINT_URL, which the SDK reads by itself; it needs path-style S3.
 */
export const clientOptions = {
  maxAttempts: 5,
  // Read when a client is made: the command line learns the endpoint only after this module is loaded.
  get forcePathStyle(): boolean {
    return process.env.AWS_ENDPOINT_URL !== undefined
  },
}
