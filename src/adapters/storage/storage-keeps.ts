import type { KeptKind } from '../../core/kept-kind.ts';

/** What storage keeps for itself, in places that nobody opens by name. */
export const storageKeeps: readonly KeptKind[] = [
  {
    namespace: '(open questions)',
    what: 'what was asked and is not answered yet, with its half-written answer',
    why: 'so that a crash loses nothing',
    whose: 'of the person',
    ends: 'when it is answered or refused; then only ids remain, for 48 hours, to recognise a redelivery',
    forgottenBy: '`forget me`, `forget conversation`, deleting the message; an edit replaces the text',
    clear: 'ids and times, while it is open also the id of the person',
  },
  {
    namespace: 'meta',
    what: 'a sample to know the right `STORE_KEY` by, the fingerprint of the key that all is encrypted with, and which accounts the bot has',
    why: 'so that a wrong key, and a second bot on one store, is noticed at the start',
    whose: 'of the bot',
    ends: 'never',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'nothing',
  },
];
