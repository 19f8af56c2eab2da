import { forgetConversation, forgetOwnTurns, forgetPerson } from '../memory/forget.ts';
import type { Forgotten } from '../memory/forget.ts';
import type { Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { managesChannel } from './command-context.ts';
import type { CommandContext } from './command-context.ts';

/** `forget`: deletes this conversation, or all about oneself; asks first, and says what was deleted. */
export const forget = async (context: CommandContext): Promise<View> => {
  const { call } = context;
  const what = call.args['what']?.toLowerCase();
  if (what !== 'conversation' && what !== 'me') {
    return { note: english.forgetWhat, choices: [confirming('conversation'), confirming('me')], private: true };
  }
  if (call.args['sure'] !== 'yes') {
    return { note: english.forgetSure[what], choices: [confirming(what)], private: true };
  }
  return what === 'me' ? forgetMe(context) : forgetHere(context);
};

const confirming = (what: 'conversation' | 'me'): Choice => ({
  label: english.forgetLabel[what],
  call: { command: 'forget', args: { what, sure: 'yes' } },
});

const forgetMe = async ({ turn, parts }: CommandContext): Promise<View> => ({
  note: report(await forgetPerson(turn.arrival, parts)),
  private: true,
});

/** A conversation with others belongs to all of them: only who manages the channel deletes what others said. */
const forgetHere = async (context: CommandContext): Promise<View> => {
  const { parts } = context;
  const { arrival } = context.turn;
  if ((await managesChannel(context)) || !(await othersSpoke(arrival, parts))) {
    return { note: report(await forgetConversation(arrival, parts)), private: true };
  }
  const turns = await forgetOwnTurns(arrival, arrival.conversation, parts);
  await parts.compact();
  return { note: english.forgotOwn(turns), private: true };
};

const othersSpoke = async (
  { conversation, personId }: { conversation: string; personId: string },
  parts: CommandContext['parts'],
): Promise<boolean> => {
  for await (const past of parts.history.all(conversation))
    if (past.questions.some((question) => question.personId !== personId)) return true;
  return false;
};

const report = ({ turns, settings, usageDays, stopped }: Forgotten): string =>
  english.forgot(turns, settings, usageDays, stopped);
