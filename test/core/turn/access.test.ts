import { describe, expect, test } from 'vitest';
import { findDenial, openToMembers } from '../../../src/core/turn/access.ts';
import type { AccessRules } from '../../../src/core/turn/access.ts';

const lists = { workspaces: [], channels: [], groups: [], people: [] };
const arrival = { workspace: 'T1', channel: 'C1', personId: 'U1' };
const home = { here: ['T1'], all: ['T1'] };
const member = { standing: 'member', groups: ['G1'], workspaces: home } as const;
const guest = { standing: 'guest', groups: [], workspaces: home } as const;
const stranger = { standing: 'stranger', groups: [], workspaces: { here: ['T9'], all: ['T9'] } } as const;
const rules = (part: Partial<AccessRules>): AccessRules => ({ ...openToMembers, ...part });

test.each([
  ['a member, by default', member, {}, undefined],
  ['a guest, by default', guest, {}, 'guest'],
  ['a stranger, by default', stranger, {}, 'stranger'],
  ['a guest, when guests are let in', guest, { guests: true }, undefined],
  ['a stranger, when only guests are let in', stranger, { guests: true }, 'stranger'],
  ['a stranger, when strangers are let in', stranger, { strangers: true }, undefined],
  ['a member of an allowed workspace', member, { allowed: { ...lists, workspaces: ['T1'] } }, undefined],
  ['a member of another workspace', member, { allowed: { ...lists, workspaces: ['T2'] } }, 'workspace'],
  ['in another channel than those allowed', member, { allowed: { ...lists, channels: ['C2'] } }, 'channel'],
  ['an allowed person', member, { allowed: { ...lists, people: ['U1'] } }, undefined],
  ['somebody else than the people allowed', member, { allowed: { ...lists, people: ['U2'] } }, 'person'],
  ['a member of an allowed group', member, { allowed: { ...lists, groups: ['G1'] } }, undefined],
  ['a stranger who is named', stranger, { allowed: { ...lists, people: ['U1'] } }, undefined],
  [
    'a named person in a channel that is not allowed',
    member,
    { allowed: { ...lists, people: ['U1'], channels: ['C2'] } },
    'channel',
  ],
  [
    'a blocked person who is also allowed',
    member,
    { allowed: { ...lists, people: ['U1'] }, blocked: { ...lists, people: ['U1'] } },
    'blocked',
  ],
  ['a member of a blocked group', member, { blocked: { ...lists, groups: ['G1'] } }, 'blocked'],
  ['in a blocked channel', member, { blocked: { ...lists, channels: ['C1'] } }, 'blocked'],
  ['in a blocked workspace', member, { blocked: { ...lists, workspaces: ['T1'] } }, 'blocked'],
] as const)('%s', (_who, person, part, denial) => {
  expect(findDenial(arrival, person, rules(part))).toBe(denial);
});

describe('of several workspaces', () => {
  const there = { workspace: 'T1', channel: 'T1:C1', personId: 'T1:U1' };
  const inGroup = { ...member, groups: ['T1:G1'] };

  test.each([
    ['people', 'U1', 'T1:U1', 'T2:U1'],
    ['channels', 'C1', 'T1:C1', 'T2:C1'],
    ['groups', 'G1', 'T1:G1', 'T2:G1'],
  ])(
    '%s are blocked by an id with their workspace or without one, not by that of another',
    (kind, bare, own, others) => {
      const denialBy = (id: string) => findDenial(there, inGroup, rules({ blocked: { ...lists, [kind]: [id] } }));
      expect([bare, own, others].map(denialBy)).toEqual(['blocked', 'blocked', undefined]);
    },
  );
});
