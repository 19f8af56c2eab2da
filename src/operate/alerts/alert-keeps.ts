import type { KeptKind } from '../../core/kept-kind.ts';

export const ALERT_NAMESPACE = 'alerts';

export const alertKeeps: readonly KeptKind[] = [
  {
    namespace: ALERT_NAMESPACE,
    what: 'since when a part of the bot is down, which models Aitta had, and which alerts the operator has got',
    why: 'so that each alert comes once, also after a restart',
    whose: 'nobody’s: it holds nothing of people',
    ends: '90 days',
    forgottenBy: 'nothing but that end',
    clear: 'all of its keys: names of parts and models',
  },
];
