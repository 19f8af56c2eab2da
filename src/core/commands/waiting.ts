import type { Settings, WaitingChoice } from '../memory/settings.ts';
import type { Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import type { Sentences } from '../sentences/sentences.ts';
import type { Command } from './command.ts';

const CHOICES: readonly WaitingChoice[] = ['later', 'switch'];

/** `waiting`: what is done for whoever says so when a model has to start first, wherever on the platform. */
export const setWaiting = async (
  { turn, call, sentences }: Command,
  { settings }: { settings: Settings },
): Promise<View> => {
  const wanted = (call.args['what'] ?? '').trim().toLowerCase();
  const choice = CHOICES.find((each) => each === wanted);
  if (choice !== undefined || wanted === 'ask') await settings.setWaiting(turn.arrival, choice);
  const now = choice ?? (await settings.waitingOf(turn.arrival)) ?? 'ask';
  return { note: sentences.waitingNow[now], private: true };
};

/** Beside what was done for one question: from now on without asking. */
export const alwaysChoice = (what: WaitingChoice, sentences: Sentences): Choice => ({
  label: sentences.always,
  call: { command: 'waiting', args: { what } },
});
