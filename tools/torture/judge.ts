import { readPastTurn } from '../../src/core/memory/past-turn.ts';
import { english } from '../../src/core/sentences/english.ts';
import type { Question, Talk, Wording } from './question.ts';
import { MODEL } from './scene.ts';
import type { Kept } from './store/torture-store.ts';
import type { Said, TortureStage } from './torture-stage.ts';

/**
 * What became of a question: answered once; more than once, or once and in part; not at all; told why not; put off, and answered with the next one;
 * begun and marked as cut off; stopped; answered in another place; never delivered, which the platform said; lost in the window that
 * docs/delivery.md names for what is overheard; or in the one for a command that was acknowledged before it was on the disk.
 */
export type Fate =
  | 'once'
  | 'twice'
  | 'never'
  | 'told'
  | 'joined'
  | 'cut short'
  | 'stopped'
  | 'elsewhere'
  | 'undelivered'
  | 'unheard'
  | 'unsaved';

export interface Judgement {
  fates: ReadonlyMap<Question, Fate>;
  /** Pairs that stand the wrong way round. */
  outOfOrder: number;
  /** Placeholders, drafts and sentences that nobody needs any more. */
  leftOver: number;
  openTurns: number;
  /** Answers that the history has not, or not once. */
  holes: number;
  /** What a person would look at, one line each. */
  problems: readonly string[];
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const count = (text: string, words: string): number => text.split(words).length - 1;

/** Sentences that tell somebody why there is no answer. */
const REASONS: readonly string[] = [...Object.values(english.errors), english.ourBug, english.gaveUp];
const CUT = english.answerEnd.cut;
/** A command is acknowledged before it is on the disk, where that takes long. */
const SLOW = english.slowStore;
/** What stands beside answers by right: where a wait goes on, what is answered with what, how to see what was held back, an edit and a press that came too late. */
const ASIDES: readonly string[] = [
  english.answeredBelow,
  english.goesOnBelow,
  english.joined,
  english.answersEarlier,
  english.showWhole,
  english.questionEdited,
  english.alreadyOver,
];
const STOPPED: readonly string[] = [english.stopped, english.stoppedBeforeText, english.stoppedWhilePosting];

export const judge = (stage: TortureStage, talks: readonly Talk[], kept: Kept): Judgement => {
  const { order, openTurns: open } = kept;
  const anywhere = textOf(stage.saidAnywhere());
  const judged = talks.map((talk) => judgeTalk(talk, { stage, anywhere, order }));
  const fates = new Map(judged.flatMap((talk) => [...talk.fates]));
  const holes = holesIn(kept, fates);
  const strays = straysIn(stage, talks);
  return {
    fates,
    outOfOrder: judged.reduce((sum, { wrong }) => sum + wrong.length, 0),
    leftOver: judged.reduce((sum, { left }) => sum + left.length, strays.length),
    openTurns: open,
    holes: holes.length,
    problems: [
      ...judged.flatMap(({ wrong, left, missed }) => left.concat(wrong, missed)),
      ...strays,
      ...stage.complaints(),
      ...holes,
      ...(open === 0 ? [] : [`${open} turns are left open`]),
    ],
  };
};

/** Placeholders and drafts that stand in no talk's place. */
const straysIn = (stage: TortureStage, talks: readonly Talk[]): string[] => {
  const placed = new Set(talks.flatMap((talk) => stage.saidIn(talk).map(({ id }) => id)));
  const strays = stage.saidAnywhere().filter(({ id, isOpen }) => isOpen && !placed.has(id));
  return strays.map(({ id, text }) => `left open in no talk's place, ${id}: ${shorten(flat(text))}`);
};

const shorten = (text: string): string => (text.length <= 240 ? text : `${text.slice(0, 100)} … ${text.slice(-140)}`);

const textOf = (said: readonly Said[]): string => flat(said.map(({ text }) => text).join(' '));

const judgeTalk = (
  talk: Talk,
  { stage, anywhere, order }: { stage: TortureStage; anywhere: string; order: ReadonlyMap<string, number> },
): { fates: Map<Question, Fate>; wrong: string[]; left: string[]; missed: string[] } => {
  const said = stage.saidIn(talk);
  const text = textOf(said);
  const fates = new Map(talk.questions.map((question) => [question, fateOf(question, text, anywhere, stage)]));
  for (const [question, fate] of fates) {
    if (fate !== 'never' || order.has(stage.turnId(question) ?? '')) continue;
    if (stage.isUnheard(question)) fates.set(question, 'unheard');
    else if (question.way === 'command' && text.includes(SLOW)) fates.set(question, 'unsaved');
  }
  const isUnsaved = [...fates.values()].includes('unsaved');
  const { reasons, joined, rest } = besides(talk, isUnsaved ? text.replace(SLOW, '') : text);
  const unanswered = (): Question[] => talk.questions.filter((question) => fates.get(question) === 'never');
  const putOff = unanswered().filter(({ isParked }) => isParked);
  for (const question of putOff.slice(0, joined)) fates.set(question, 'joined');
  for (const question of unanswered().slice(0, reasons)) fates.set(question, 'told');
  const turnOf = (question: Question): string => {
    const id = stage.turnId(question) ?? '?';
    return `turn ${id}, ${order.has(id) ? 'accepted' : 'not accepted'}`;
  };
  const open = said.filter(({ isOpen }) => isOpen);
  const missed = [...fates].filter(([, fate]) => !isFine(fate));
  return {
    fates,
    wrong: wrongPairs(talk, said, (question) => order.get(stage.turnId(question) ?? '')),
    left: [
      ...open.map((message) => `left open in talk ${talk.id}, ${message.id}: ${shorten(flat(message.text))}`),
      ...(rest === '' ? [] : [`beside the answers of talk ${talk.id}: ${shorten(rest)}`]),
    ],
    missed: missed.map(
      ([question, fate]) => `q${question.n} (${question.way}, talk ${talk.id}, ${turnOf(question)}): ${fate}`,
    ),
  };
};

export const isFine = (fate: Fate): boolean =>
  ['once', 'told', 'joined', 'cut short', 'stopped', 'undelivered', 'unheard', 'unsaved'].includes(fate);
export const isClean = ({ problems }: Judgement): boolean => problems.length === 0;

const fateOf = (question: Question, text: string, anywhere: string, stage: TortureStage): Fate => {
  const withoutOthers = withoutReasons(withoutAsides(withoutShort(question.talk, text)));
  const { wordings } = question;
  const whole = sum(wordings.map((each) => count(isShort(each) ? text : withoutOthers, each.answer)));
  const begun = sum(wordings.map(({ begins }) => count(text, begins)));
  if (whole === 1 && begun === 1) return 'once';
  if (whole > 0) return 'twice';
  if (question.isStopped && begun <= 1 && STOPPED.some((sentence) => text.includes(sentence))) return 'stopped';
  if (begun === 1 && text.includes(CUT)) return 'cut short';
  if (wordings.some((each) => isShort(each) && anywhere.includes(each.answer))) return 'elsewhere';
  return stage.isUndelivered(question) ? 'undelivered' : 'never';
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const isShort = ({ begins }: Wording): boolean => begins.startsWith('alpha');

const wordingsOf = (talk: Talk): Wording[] => talk.questions.flatMap(({ wordings }) => wordings);

const mayBeCut = (text: string): boolean => [CUT, ...STOPPED].some((sentence) => text.includes(sentence));

/** Between the messages of a long answer others may stand: what is left without them, and without the footers. */
const withoutShort = (talk: Talk, text: string): string => {
  const short = wordingsOf(talk).filter(isShort);
  let rest = text.replaceAll(MODEL.id, '').replaceAll('-# ', '');
  for (const { answer } of short) rest = rest.replaceAll(answer, '');
  if (mayBeCut(rest)) for (const wording of short) rest = withoutBeginning(rest, wording);
  return flat(rest);
};

/** Also without mentions, and the dots between the notes of a footer. */
const withoutAsides = (text: string): string => {
  const rest = ASIDES.reduce((left, sentence) => left.replaceAll(sentence, ''), text);
  return flat(rest.replaceAll('·', '').replaceAll(/<?@!?\w+>?/g, ''));
};

/** One may stand between two messages of a long answer. */
const withoutReasons = (text: string): string =>
  flat(REASONS.reduce((left, sentence) => left.replaceAll(flat(sentence), ''), text));

/** What stands in a talk beside its answers: how many reasons why there is none, how many are answered with the next, and the rest. */
const besides = (talk: Talk, text: string): { reasons: number; joined: number; rest: string } => {
  const others = withoutShort(talk, text);
  const joined = count(others, english.joined);
  const aside = withoutAsides(others);
  const reasons = sum(REASONS.map((sentence) => count(aside, flat(sentence))));
  let rest = withoutReasons(aside);
  for (const { answer } of wordingsOf(talk)) rest = rest.replaceAll(answer, '');
  const isCut = mayBeCut(rest);
  for (const sentence of [CUT, ...STOPPED.toReversed()]) rest = rest.replaceAll(sentence, '');
  rest = flat(rest);
  if (isCut) for (const wording of wordingsOf(talk)) rest = withoutBeginning(rest, wording);
  return { reasons, joined, rest: flat(rest) };
};

/** Without what there is of an answer that was cut off. */
const withoutBeginning = (text: string, { answer, begins }: Wording): string => {
  const at = text.indexOf(begins);
  if (at < 0) return text;
  let length = begins.length;
  while (length < answer.length && text[at + length] === answer[length]) length += 1;
  return text.slice(0, at) + text.slice(at + length);
};

const placeOf = ({ wordings }: Question, text: string): number =>
  Math.max(...wordings.map(({ begins }) => text.indexOf(begins)));

/** After a long wait, or where that was promised, the answer comes in a new message that mentions its asker, outside of the order. */
const isNotice = ({ wordings }: Question, said: readonly Said[]): boolean =>
  said.some(({ text }) => /^(?:<@|@)/.test(flat(text)) && wordings.some(({ begins }) => flat(text).includes(begins)));

const wrongPairs = (
  talk: Talk,
  said: readonly Said[],
  orderOf: (question: Question) => number | undefined,
): string[] => {
  const text = textOf(said);
  const standing = talk.questions.flatMap((question) => {
    const [at, order] = [placeOf(question, text), orderOf(question)];
    if (question.isParked || isNotice(question, said)) return [];
    return at < 0 || order === undefined ? [] : [{ question, at, order }];
  });
  const accepted = standing.toSorted((a, b) => a.order - b.order);
  return accepted.flatMap(({ question, at }, index) => {
    const before = accepted[index - 1];
    return before && before.at > at
      ? [`q${question.n} stands before q${before.question.n} in talk ${talk.id}, which was accepted earlier`]
      : [];
  });
};

/** An answer that stands is in the history once, one that does not stand is not there. */
const holesIn = ({ history }: Kept, fates: ReadonlyMap<Question, Fate>): string[] => {
  const kept = new Map<string, number>();
  for (const text of history) {
    const stored = JSON.parse(text) as { value?: unknown };
    const texts = textsOf(stored.value ?? stored);
    for (const said of texts) kept.set(flat(said), (kept.get(flat(said)) ?? 0) + 1);
  }
  return [...fates].flatMap(([{ n, wordings }, fate]) => {
    const times = sum(wordings.map(({ answer }) => kept.get(answer) ?? 0));
    return fate === 'once' && times !== 1 ? [`q${n} is ${times} times in the history`] : [];
  });
};

const textsOf = (record: unknown): readonly string[] =>
  record !== null && typeof record === 'object' && ('questions' in record || 'answer' in record)
    ? readPastTurn(record as Parameters<typeof readPastTurn>[0]).texts
    : [];
