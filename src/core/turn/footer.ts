import type { Command } from '../commands/command.ts';
import type { FooterKind } from '../operator-settings.ts';
import type { EndEvent } from '../ports/model.ts';
import type { AnswerUsage } from '../ports/exchange.ts';
import type { GivenFile } from '../prompt/file-parts.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { unreadNote } from './read-files.ts';
import type { UnreadFile } from './read-files.ts';

/** What an answer is known to be made of. */
export interface FooterParts {
  kind: FooterKind;
  model: string;
  end: EndEvent;
  usage: AnswerUsage;
  /** In the prompt. */
  files: readonly GivenFile[];
  unread: readonly UnreadFile[];
  /** Older turns are left out, and whether that is told for the first time. */
  trimmed: boolean;
  trimTold: boolean;
  /** Another model was taken, as the asker always wants it. */
  asAlways: boolean;
  /** Earlier questions are answered too. */
  joined: boolean;
  isFresh: boolean;
  cannotReadEarlier: boolean;
}

/** No more files are named. */
const MAX_NAMED = 8;

/** The muted line below an answer. What a reader has to know of the answer is said whatever the operator has chosen. */
export const footer = (parts: FooterParts, { sentences }: Pick<Command, 'sentences'>): string => {
  const { kind, model, end, unread } = parts;
  const cut = namesOf(parts.files, true);
  const lines = kind === 'quiet' ? [] : [model];
  if (kind === 'full') lines.push(...figures(parts, sentences));
  if (end.reason !== 'stop') lines.push(sentences.answerEnd[end.reason]);
  if (end.isReasoning) lines.push(sentences.onlyReasoning);
  if (unread.length > 0) lines.push(unreadNote(unread, sentences));
  if (cut.length > 0) lines.push(sentences.files.cut(cut));
  if (parts.asAlways) lines.push(sentences.doneAsAlways);
  if (parts.joined) lines.push(sentences.answersEarlier);
  if (parts.isFresh) lines.push(sentences.freshAfterPause);
  if (parts.cannotReadEarlier) lines.push(sentences.cannotReadEarlier);
  if (parts.trimTold) lines.push(sentences.trimmed);
  else if (kind === 'full' && parts.trimmed) lines.push(sentences.footer.trimmed);
  return lines.join(' · ');
};

const figures = (
  { usage, files }: FooterParts,
  { footer: words, files: ofFiles, ...sentences }: Sentences,
): string[] => {
  const { tokensIn, tokensOut, estimated, waitMs, writeMs } = usage;
  const mark = estimated ? '≈' : '';
  const figure = (tokens: number): string => `${mark}${sentences.number(tokens)}`;
  const whole = namesOf(files, false);
  return [
    words.times(sentences.duration(waitMs), sentences.duration(writeMs)),
    words.tokens(figure(tokensIn + tokensOut), figure(tokensOut)),
    ...(whole.length > 0 ? [ofFiles.read(whole)] : []),
  ];
};

const namesOf = (files: readonly GivenFile[], isCut: boolean): string[] => {
  const names = files.filter((file) => file.isCut === isCut).map(({ name }) => name);
  return [...new Set(names)].slice(0, MAX_NAMED);
};
