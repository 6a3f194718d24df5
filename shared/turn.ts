/** Lets go out first what was begun: requests that are made already are sent by the time the event loop comes round. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
