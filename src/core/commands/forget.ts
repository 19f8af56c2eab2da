import { forgetConversation, forgetOwnHere, forgetPerson } from '../memory/forget.ts';
import type { ForgetParts, Forgotten } from '../memory/forget.ts';
import type { History } from '../memory/history.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { managesChannel } from './scope.ts';
import type { Sentences } from '../sentences/sentences.ts';

type Parts = ForgetParts & { operator: Pick<OperatorSettings, 'managers'> };

/** `forget`: deletes this conversation, or all about oneself; asks first, and says what was deleted. */
export const forget = async (command: Command, parts: Parts): Promise<View> => {
  const { call, sentences, turn } = command;
  const what = call.args['what']?.toLowerCase();
  if (what !== 'conversation' && what !== 'me') {
    return {
      note: sentences.forgetWhat,
      choices: [confirming('conversation', sentences), confirming('me', sentences)],
      private: true,
    };
  }
  if (call.args['sure'] !== 'yes') {
    const asked = what === 'me' && turn.arrival.platform === 'web' ? 'meOnPage' : what;
    return { note: sentences.forgetSure[asked], choices: [confirming(what, sentences)], private: true };
  }
  return what === 'me' ? forgetMe(command, parts) : forgetHere(command, parts);
};

const confirming = (what: 'conversation' | 'me', sentences: Sentences): Choice => ({
  label: sentences.forgetLabel[what],
  call: { command: 'forget', args: { what, sure: 'yes' } },
});

const forgetMe = async ({ turn, sentences }: Command, parts: Parts): Promise<View> => ({
  note: report(await forgetPerson(turn.arrival, parts, turn.arrival), sentences),
  private: true,
});

/** A conversation with others belongs to all of them: only who manages the channel deletes what others said. */
const forgetHere = async (command: Command, parts: Parts): Promise<View> => {
  const { arrival } = command.turn;
  const { history } = parts.memories;
  if ((await managesChannel(command, parts.operator)) || !(await othersSpoke(arrival, history))) {
    return { note: report(await forgetConversation(arrival, parts), command.sentences), private: true };
  }
  const { turns, isRead } = await forgetOwnHere(arrival, parts);
  return { note: withReader(command.sentences.forgotOwn(turns), { isRead }, command.sentences), private: true };
};

const othersSpoke = async (
  { conversation, personId }: { conversation: string; personId: string },
  history: History,
): Promise<boolean> => {
  for await (const past of history.all(conversation))
    if (past.questions.some((question) => question.personId !== personId)) return true;
  return false;
};

const report = (forgotten: Forgotten, sentences: Sentences): string =>
  withReader(sentences.forgot(forgotten), forgotten, sentences);

const withReader = (said: string, { isRead }: Pick<Forgotten, 'isRead'>, { stillRead }: Sentences): string =>
  isRead ? `${said} ${stillRead}` : said;
