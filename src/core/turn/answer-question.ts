import { awaitModels } from './await-models.ts';
import { findLimit, findRefusal } from './admission.ts';
import { choicesBelow } from './choices-below.ts';
import { doAsAlways } from './as-always.ts';
import { joinParked } from './join-parked.ts';
import type { Refusal } from './admission.ts';
import type { AccessRules } from './access.ts';
import { asksToSee, byReadiness, chooseModel, findModels, seeingModels } from '../prompt/choose-model.ts';
import { BotError } from '../errors.ts';
import { fits, haltChoice } from '../commands/choices.ts';
import { copiedQuestions, findLastAnswer, originalsOf, isAboutLast, isPast } from '../commands/last-answer.ts';
import { shownPart } from '../memory/gone-on.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import { firstSign } from './first-sign.ts';
import { footer } from './footer.ts';
import type { FooterParts } from './footer.ts';
import { AnswerFailed } from './failed-answer.ts';
import { questionsAgain } from './questions-again.ts';
import type { TurnSteps } from './turn-steps.ts';
import { waitInLine } from './wait-in-line.ts';
import { noticeAfter } from './notice-after.ts';
import type { OutageEnds } from './outage-ends.ts';
import { findConversation, isView } from '../commands/find-conversation.ts';
import { audienceOf } from '../commands/help.ts';
import { useChoices } from '../commands/models.ts';
import { isThinkingShown } from '../commands/thinking.ts';
import { questionIn } from '../commands/parse-input.ts';
import { generateAnswer } from './generate-answer.ts';
import type { Generated } from './generate-answer.ts';
import { generateWithinWindow } from './generate-within-window.ts';
import { readFiles, unreadNote } from './read-files.ts';
import type { UnreadFile } from './read-files.ts';
import type { Model, ModelGateway } from '../ports/model.ts';
import type { Meter } from '../ports/operator.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { Scene, View } from '../ports/platform.ts';
import type { Exchange, Question } from '../ports/exchange.ts';
import type { Kept, TurnQueue } from '../ports/turns.ts';
import type { Clock } from '../../async/clock.ts';
import type { Memories } from '../memory/memories.ts';
import type { SettingPlace, WaitingChoice } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Limits } from './limits.ts';
import type { Command } from '../commands/command.ts';

export interface AnswerParts {
  turns: TurnQueue;
  gateway: ModelGateway;
  memories: Pick<Memories, 'history' | 'settings' | 'recent' | 'files'>;
  access: AccessRules;
  limits: Limits;
  operator: OperatorSettings;
  clock: Clock;
  meter: Meter;
  steps: TurnSteps;
  outageEnds: OutageEnds;
}

/** After so long without a question a direct chat starts afresh: nobody expects an answer to go on from last week's, milliseconds. */
const DIRECT_PAUSE_MS = 24 * 60 * 60_000;
/** How many messages of a thread are read when the bot is asked in the middle of it. */
const EARLIER_MESSAGES = 30;
/** What a model reads where somebody sent a file and nothing else. */
const WITHOUT_WORDS = '(sent without words)';
/** What a model is asked after its own answer. Many servers take no beginning of an answer to go on from; a request all of them understand. */
const GO_ON =
  'Your last answer was cut off. Go on exactly where it ends, in the middle of the sentence or of the code if need be. Repeat nothing, and say nothing about this request.';
/** How many other models are offered where one is missing. */
const ALTERNATIVES = 4;

/** What is known before the model is asked. */
interface Asking {
  command: Command;
  scene: Scene;
  where: SettingPlace;
  questions: Question[];
  unread: UnreadFile[];
  isFirst: boolean;
  /** What the asker always wants when a model has to start first. */
  always?: WaitingChoice | undefined;
  /** How many parked questions of before are answered with this one. */
  joined?: number;
  /** A pause has ended what was said before in a direct chat. */
  isFresh: boolean;
  /** Nobody can be told any more. */
  gone: AbortSignal;
  /** The answer that is gone on with. */
  goesOn?: PastTurn;
  /** What is answered anew had asked for it. */
  showsThinking?: boolean;
}

/** The part of the walk that asks the model: waits in line, reads the place, chooses the model, fits the prompt, generates. */
export const answerQuestion = async (command: Command, parts: AnswerParts): Promise<Kept | 'silence'> => {
  const { turn, call } = command;
  if (turn.kind === 'question') {
    const refusal = (await refusePress(command, parts.memories)) ?? (await beginQuestion(command, parts));
    if (refusal) return refusal === 'silence' ? refusal : { answer: refusal };
  }
  const asking = await readQuestion(command, parts);
  if (!('scene' in asking)) return { answer: asking };
  const { goesOn } = asking;
  const wanted = turn.instruction?.to === 'switch' ? turn.instruction.model : (goesOn?.model ?? call.args['model']);
  if (turn.instruction?.to === 'join') return joinedAnswer(asking, wanted ?? parts.operator.model ?? '');
  const model = await pickModel(asking, wanted, parts);
  if (typeof model !== 'string') return { answer: model };
  const { conversation } = asking.where;
  const exchange: Omit<Exchange, 'texts'> = {
    questions: asking.questions,
    model,
    conversation,
    ...(goesOn ? { goesOn: goesOn.turnId } : {}),
    ...(asking.showsThinking === true || call.args['show'] === 'thinking' ? { showsThinking: true as const } : {}),
  };
  if (!goesOn) {
    asking.always = await doAsAlways(command, exchange, parts);
    asking.joined = await joinParked(command, model, parts);
  }
  return answerOf(asking, exchange, await generate(asking, exchange, parts), parts);
};

/** What a model wrote, with all that stands around it. */
const answerOf = async (
  asking: Asking,
  exchange: Omit<Exchange, 'texts'>,
  { text: written, end, usage, trimmed, files, thinking }: Generated & Pick<Prompt, 'trimmed' | 'files'>,
  parts: AnswerParts,
): Promise<Kept> => {
  const { command, goesOn, where } = asking;
  const { history, settings } = parts.memories;
  const { operator } = parts;
  const text = goesOn ? shownPart(goesOn, written) : written;
  const trimTold = trimmed && !(await history.size(where.conversation)).trimTold;
  const noticed = operator.notice !== undefined && !(await settings.wasNoticed(where));
  const made = { model: exchange.model, end, usage, files, trimmed, trimTold };
  const notes = [footer(footerParts(asking, made, operator), command), (noticed && operator.notice) || ''];
  const note = notes.filter((each) => each !== '').join(' · ');
  const showsIt =
    thinking !== '' && (exchange.showsThinking === true || (await isThinkingShown(command, { settings, operator })));
  return {
    answer: {
      text,
      ...(note === '' ? {} : { note }),
      ...(showsIt ? { thinking } : {}),
      ...(await choicesBelow(asking, end, parts)),
      ...noticeAfter(command, usage.waitMs, operator),
    },
    exchange: { ...exchange, texts: [text], usage, ...(trimTold ? { trimTold } : {}), ...(noticed ? { noticed } : {}) },
  };
};

/** It stands in the history without an answer of its own, before the question that it is answered with. */
const joinedAnswer = ({ command, questions, where }: Asking, model: string): Kept => ({
  answer: { note: command.sentences.joined },
  exchange: { questions, model, conversation: where.conversation, texts: [] },
  stopped: true,
});

/** The limits, the first sign of life, the line. A parked question has all of that behind it. */
const beginQuestion = async (command: Command, parts: AnswerParts): Promise<Refusal | undefined> => {
  const { turn, place, sentences } = command;
  const begin = (sign: View): Promise<void> =>
    turn.showInOrder(() => {
      place.progress(sign);
      return place.shown();
    });
  try {
    const limit = await findLimit(command, parts);
    if (limit) return limit;
  } catch (error) {
    // So that there is a message in which the dead store can be told.
    await begin({ note: sentences.thinking, choices: [haltChoice(turn.id, sentences)] });
    throw error;
  }
  await begin(await firstSign(command, parts));
  parts.steps.reach('first_sign');
  const waited = await waitInLine(command, parts);
  return waited ? findRefusal(command, parts) : undefined; // rights may be gone after a long wait
};

const generate = async (
  { command, scene, where, gone, always, goesOn }: Asking,
  exchange: Omit<Exchange, 'texts'>,
  { gateway, memories, operator, clock, steps, outageEnds }: AnswerParts,
): Promise<Generated & Pick<Prompt, 'trimmed' | 'files'>> => {
  const { history, settings } = memories;
  try {
    const sees = async (): Promise<boolean> => (await seeingModels(gateway)).some(({ id }) => id === exchange.model);
    if (asksToSee(exchange.questions) && !(await sees()))
      throw new BotError('model-blind', `${exchange.model} takes no pictures`);
    const goOn = { personId: command.turn.personId, who: scene.person.name, text: GO_ON };
    return await generateWithinWindow(
      { ...exchange, where, scene, ...(goesOn ? { questions: [goOn] } : {}) },
      { gateway, history, settings, clock, operator },
      ({ messages }) =>
        generateAnswer({ ...command, gone, always, exchange, messages, gateway, clock, steps, outageEnds }),
    );
  } catch (error) {
    throw command.turn.signal.aborted ? error : new AnswerFailed(exchange, error);
  }
};

/** Before anything is shown: a button under an answer that is not the last one any more, or that is somebody else's. */
const refusePress = async (
  command: Command,
  { history, recent }: Pick<Memories, 'history' | 'recent'>,
): Promise<View | undefined> => {
  if (!isAboutLast(command)) return undefined;
  const where = await findConversation(command, { history, recent });
  if (isView(where)) return where;
  const found = await findLastAnswer(command, where.conversation, history);
  return isPast(found) ? undefined : found;
};

/** The question with what surrounds it; a view when there is nothing to ask. */
const readQuestion = async (command: Command, parts: AnswerParts): Promise<Asking | View> => {
  const { turn, place, call, sentences } = command;
  const { history, recent } = parts.memories;
  const again = call.command !== 'ask';
  const where = again ? await findConversation(command, { history, recent }) : turn.arrival;
  if (isView(where)) return where;
  if (again && (await place.sees(where.conversation)) !== 'everybody')
    return { note: sentences.retryThere, private: true };
  const isFirst = !(await history.knows(where.conversation));
  const [scene, gone] = await Promise.all([place.read(isFirst && !again ? EARLIER_MESSAGES : 0), place.checkReach()]);
  const asking = { command, scene, where, isFirst, gone };
  if (again) {
    const found = isAboutLast(command)
      ? await findLastAnswer(command, where.conversation, history)
      : await questionsAgain(command, where.conversation, { history, turns: parts.turns });
    if (!isPast(found)) return found;
    const goesOn = call.command === 'continue' ? { goesOn: found } : {};
    const questions = copiedQuestions(found);
    for (const id of originalsOf(questions)) await history.claimAgain(where.conversation, id, turn.id);
    const showsThinking = call.command !== 'reask' && found.showsThinking === true;
    return { ...asking, questions, unread: [], isFresh: false, showsThinking, ...goesOn };
  }
  const asked = call.args['question'] ?? '';
  const text = asked === '' ? '' : questionIn(scene.text || asked);
  if (text === '' && scene.files.length === 0) return { note: sentences.hello[audienceOf(turn.arrival)] };
  const { files, unread } = await readFiles(command, scene, parts.memories.files);
  if (text === '' && unread.length === scene.files.length) return { note: unreadNote(unread, sentences) };
  const question = { personId: turn.personId, who: scene.person.name, text: text === '' ? WITHOUT_WORDS : text };
  const isFresh = turn.arrival.placeKind === 'direct' && (await history.endAfterPause(turn, DIRECT_PAUSE_MS));
  return { ...asking, questions: [{ ...question, ...(files.length > 0 ? { files } : {}) }], unread, isFresh };
};

/** The id of the model to ask; a view when it is not there, because no model is replaced silently. */
const pickModel = async (asking: Asking, wanted: string | undefined, parts: AnswerParts): Promise<string | View> => {
  const { gateway, operator } = parts;
  const { settings } = parts.memories;
  const { sentences } = asking.command;
  const { models } = await awaitModels(asking.command, parts);
  if (wanted !== undefined) {
    const found = findModels(models, wanted);
    const isNamedWhole = isAboutLast(asking.command) && asking.command.call.command !== 'reask';
    if (isNamedWhole && found.every(({ id }) => id !== wanted))
      return alternatives(sentences.modelLeft(wanted), byReadiness(models));
    if (found.length === 1 && found[0]) return found[0].id;
    const others = found.length > 0 ? found : byReadiness(models);
    const sentence = found.length > 0 ? sentences.ambiguous(wanted) : sentences.noModelMatches(wanted);
    return alternatives(sentence, others);
  }
  const { where } = asking;
  const choice = await chooseModel(where, { settings, operator, catalogue: () => gateway.models() });
  if (!choice) return { note: sentences.noModel };
  if (!models.some((model) => model.id === choice.model)) {
    return alternatives(sentences.modelLeft(choice.model), byReadiness(models));
  }
  if (choice.from !== 'bot') return choice.model;
  await settings.keepChoice(where, choice.model);
  return (await sightFor(asking, choice.model, gateway)) ?? choice.model;
};

/** A model that nobody has chosen gives way, for a question about a picture, to one that sees and runs. */
const sightFor = async ({ questions }: Asking, model: string, gateway: ModelGateway): Promise<string | undefined> => {
  const seeing = asksToSee(questions) ? await seeingModels(gateway) : [];
  if (seeing.some(({ id }) => id === model)) return model;
  return seeing.find(({ state }) => state === 'running')?.id;
};

const alternatives = (sentence: string, models: readonly Model[]): View => ({
  note: sentence,
  choices: useChoices(models.slice(0, ALTERNATIVES), { for: 'here' }).filter(fits),
});

const footerParts = (
  { command, scene, unread, isFirst, isFresh, always, joined = 0 }: Asking,
  made: Pick<FooterParts, 'model' | 'end' | 'usage' | 'files' | 'trimmed' | 'trimTold'>,
  operator: OperatorSettings,
): FooterParts => ({
  ...made,
  kind: operator.footer,
  unread,
  isFresh,
  joined: joined > 0,
  asAlways: command.turn.instruction?.to === 'switch' && always === 'switch',
  cannotReadEarlier: isFirst && scene.earlier === 'forbidden',
});
