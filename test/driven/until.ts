/** Lets real I/O happen until something has become true; gives up after so many rounds of the event loop that it never will. */
export async function until(condition: () => boolean): Promise<void> {
  for (let rounds = 0; rounds < 100_000; rounds++) {
    if (condition()) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error('what the test waits for did not happen');
}
