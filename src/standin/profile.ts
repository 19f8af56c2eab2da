/** `today` is what the bot meets, `legacy` the task API of the Python client up to 0.3.2, `bridge` both at once. */
export type Profile = 'today' | 'legacy' | 'bridge';
export const PROFILES: readonly Profile[] = ['today', 'legacy', 'bridge'];
