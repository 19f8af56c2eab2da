import type { KeptKind } from '../../core/kept-kind.ts';

const NAMESPACE = 'aitta';

/** What is known of Aitta, so that a restart does not lose it: about nobody. */
export const aittaKeeps: readonly KeptKind[] = [
  {
    namespace: NAMESPACE,
    prefix: 'catalogue:',
    what: 'the last list of models, with their windows',
    why: 'so that a question can be taken while Aitta does not answer',
    whose: 'of the bot',
    ends: '30 days after it was read',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the address of Aitta',
  },
  {
    namespace: NAMESPACE,
    prefix: 'starts:',
    what: 'how long the last 50 starts of each model took, and when they were',
    why: 'so that whoever waits can be told how long it usually takes',
    whose: 'of the bot',
    ends: 'after 90 days',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the address of Aitta',
  },
  {
    namespace: NAMESPACE,
    prefix: 'wake ',
    what: 'on PostgreSQL: which process wakes a model',
    why: 'so that several processes wake it once',
    whose: 'of the bot',
    ends: 'after a minute',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the model, and the address of Aitta',
  },
  {
    namespace: NAMESPACE,
    prefix: 'waits:',
    what: 'how long models are being waited for without a sign of them',
    why: 'so that a restart does not make anybody wait anew for what does not come',
    whose: 'of the bot',
    ends: 'after an hour',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the address of Aitta',
  },
  {
    namespace: NAMESPACE,
    prefix: 'budget:',
    what: 'when requests to Aitta began within the last minute, and until when they pause',
    why: 'so that a restart asks Aitta for no more than it allows',
    whose: 'of the bot',
    ends: 'after an hour',
    forgottenBy: 'nothing: it is about nobody',
    clear: 'the address of Aitta',
  },
];

/** Where all of it is. */
export const AITTA_NAMESPACE = NAMESPACE;
