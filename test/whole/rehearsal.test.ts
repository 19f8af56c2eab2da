import { describe, expect, test } from 'vitest';
import { discordMoments } from '../../tools/rehearse/discord-moments.ts';
import { DiscordStage } from '../../tools/rehearse/discord-stage.ts';
import type { Moment, Stage } from '../../tools/rehearse/moment.ts';
import { rehearseMoment } from '../../tools/rehearse/rehearse-moment.ts';
import { slackMoments } from '../../tools/rehearse/slack-moments.ts';
import { SlackStage } from '../../tools/rehearse/slack-stage.ts';

/** Longer than the rehearsal's own patience, which says what it was that did not come, milliseconds. */
const TIMEOUT_MS = 300_000;

/** `npm run rehearse` has all moments; these are those in which the most can go wrong. */
const pick = <S extends Stage>(moments: readonly Moment<S>[], ...names: string[]): Moment<S>[] =>
  moments.filter(({ name }) => names.includes(name));

describe.concurrent('killed with SIGKILL, every question is answered once', () => {
  test.each(pick(slackMoments, 'accepted', 'placeholder', 'last-part'))(
    'Slack: $when',
    async (moment) => {
      const { problems, answers } = await rehearseMoment(moment, () => SlackStage.open());
      expect({ problems, answers }).toEqual({ problems: [], answers: moment.answers.length });
    },
    TIMEOUT_MS,
  );

  test.each(pick(discordMoments, 'between-parts'))(
    'Discord: $when',
    async (moment) => {
      const { problems, answers } = await rehearseMoment(moment, () => DiscordStage.open());
      expect({ problems, answers }).toEqual({ problems: [], answers: moment.answers.length });
    },
    TIMEOUT_MS,
  );
});
