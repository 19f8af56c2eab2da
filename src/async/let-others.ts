/** Lets everything else that is due go on: for long work on what is in memory or answers at once, which otherwise never ends its turn of the event loop. */
export const letOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
