import type { KeptKind } from '../../core/kept-kind.ts';

/** Where all of it is. */
export const OPENAI_NAMESPACE = 'openai';

/** Where the budget is that several processes share. */
export const REQUESTS_NAMESPACE = 'requests';

const ofService = { namespace: OPENAI_NAMESPACE, whose: 'of the bot', clear: 'the address of the service' } as const;

/** What is known of a service with OpenAI's API, so that a restart does not lose it: about nobody. */
export const openaiKeeps: readonly KeptKind[] = [
  {
    ...ofService,
    prefix: 'list:',
    what: 'the last list of models of the service, with their windows',
    why: 'so that a question can be taken while the service does not answer',
    ends: '30 days after it was read',
    forgottenBy: 'nothing: it is about nobody',
  },
  {
    ...ofService,
    prefix: 'firsts:',
    what: 'how long the last 50 answers of each model took to begin, and when they were asked for',
    why: 'so that whoever waits can be told how long it usually takes',
    ends: 'after 90 days',
    forgottenBy: 'nothing: it is about nobody',
  },
  {
    ...ofService,
    prefix: 'budget:',
    what: 'when requests to the service began within the last minute, and until when they pause',
    why: 'so that a restart asks the service for no more than it allows',
    ends: 'after an hour',
    forgottenBy: 'nothing: it is about nobody',
  },
  {
    namespace: REQUESTS_NAMESPACE,
    what: 'on PostgreSQL: which requests to the service wait, are under way or began within the last minute, each with a hash of who asks',
    why: 'so that several processes ask for no more than the service allows, and people take turns',
    whose: 'of the bot',
    ends: 'a minute after the request; at the latest after an hour',
    forgottenBy: 'nothing: it ends by itself',
    clear: 'the address of the service',
  },
];
