import type { KeptKind } from '../../core/kept-kind.ts';

export const consoleKeeps: readonly KeptKind[] = [
  {
    namespace: 'console',
    what: 'console: the last 200 lines that were typed',
    why: 'for the arrow keys',
    whose: 'of the person who sits there',
    ends: '`RETENTION_DAYS`',
    forgottenBy: '`forget me`, `forget conversation`',
    clear: 'nothing',
    keysOf: async (store, { platform }) => (platform === 'console' ? store.keys('typed') : []),
  },
];
