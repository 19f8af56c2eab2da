import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import type { APIAllowedMentions, APIButtonComponent } from 'discord.js';
import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { splitMarkdown } from '../../../markdown/split/split-markdown.ts';
import type { Choice } from '../../../core/ports/arrival.ts';
import type { View } from '../../../core/ports/platform.ts';
import { writeChoice } from './discord-choice.ts';
import type { MessageBody, MessageFile, MessageRow } from '../api/discord-api.ts';
import { discordMarkdown } from './discord-markdown.ts';
import { discordLimits } from './discord-text.ts';

/** Discord's limits, UTF-16 units and counts. */
const BUTTONS_MAX = 5;
const MENU_MAX = 25;
const ROWS_MAX = 5;
const FILES_MAX = 10;
/** Discord takes 100; more is cut off in its lists anyway. */
const THREAD_NAME_MAX = 80;
/** Longer notes are cut: they are one muted line. */
const NOTE_MAX = 600;
/** Answers of more parts are attached as one file as well. */
const PARTS_WITHOUT_FILE = 3;

export interface Drawing {
  body: MessageBody;
  files: MessageFile[];
}
export interface Frame {
  /** What was asked, above the answer, where the channel does not show it. */
  quote?: string;
  /** Below the answer. */
  hint?: string;
  /** Who is mentioned when the view notifies. */
  personId: string;
}

/** Nothing that a model writes can ping, in messages and in their edits; nothing that it links unfolds. */
const QUIET: APIAllowedMentions = { parse: [], replied_user: false };

/** One of the bot's own sentences, alone. */
export const drawSentence = (sentence: string): MessageBody => bodyOf(oneText(sentence));

/** The message while the answer is being made: the beginning of a long draft, which stays where it is. */
export const drawProgress = (view: View, frame: Frame): Drawing => {
  const around = aroundText(view, frame);
  const [head = '', ...rest] = splitText((view.text ?? '').slice(0, 2 * discordLimits.content), around.size + 2);
  return { body: bodyOf(assemble(around, rest.length > 0 ? `${head}\n…` : head), view.choices), files: [] };
};

/** The answer as messages, in order. Choices and files are on the last one. */
export const drawAnswer = (view: View, frame: Frame): Drawing[] => {
  const around = aroundText(view, frame);
  const texts = splitText(view.text ?? '', around.size);
  const parts = texts.length > 0 ? texts : [''];
  const last = parts.length - 1;
  const files = filesOf(view, parts.length > PARTS_WITHOUT_FILE);
  return parts.map((text, index) => {
    const content = assemble(
      { above: index === 0 ? around.above : '', below: index === last ? around.below : '' },
      text,
    );
    const body = bodyOf(
      content,
      index === last ? (view.choices ?? []) : [],
      index === 0 ? view.notify && frame : false,
    );
    return index === last && files.length > 0 ? withFiles(body, files) : { body, files: [] };
  });
};

/** All of an answer in one message, for places that take only one: what does not fit is in the attached file. */
export const drawInOne = (view: View, frame: Frame): Drawing => {
  const around = aroundText(view, frame);
  const [head = '', ...rest] = splitText(view.text ?? '', around.size + 2);
  const body = bodyOf(assemble(around, rest.length > 0 ? `${head}\n…` : head), view.choices ?? []);
  const files = filesOf(view, rest.length > 0);
  return files.length > 0 ? withFiles(body, files) : { body, files: [] };
};

/** The bot's own words and quotes of a person's: short, never split. */
const oneText = (text: string): string => discordMarkdown(cleanText(text));

const splitText = (text: string, reserved: number): string[] => {
  const max = discordLimits.content - reserved;
  return splitMarkdown(cleanText(text), { max, measure: 'utf16', render: discordMarkdown }).map(discordMarkdown);
};

const aroundText = (view: View, frame: Frame): { above: string; below: string; size: number } => {
  const above = [
    view.notify ? `<@${frame.personId}>` : '',
    frame.quote === undefined ? '' : oneText(frame.quote).replaceAll(/^/gm, '> '),
  ].filter((part) => part !== '');
  const below = [view.note ?? '', frame.hint ?? ''].filter((part) => part !== '').map(muted);
  const around = { above: above.join('\n'), below: below.join('\n') };
  return { ...around, size: around.above.length + around.below.length + 2 };
};

const assemble = ({ above, below }: { above: string; below: string }, text: string): string =>
  [above, text, below].filter((part) => part !== '').join('\n');

/** Discord's small print, a mark per line. */
const muted = (note: string): string => oneText(cut(note, NOTE_MAX)).replaceAll(/^(?=.)/gm, '-# ');

const bodyOf = (
  content: string,
  choices: readonly Choice[] = [],
  notify: Frame | false | undefined = false,
): MessageBody => ({
  content: content.trim() === '' && choices.length === 0 ? '…' : content, // Discord refuses blank messages
  components: rowsOf(choices),
  allowed_mentions: notify ? { ...QUIET, users: [notify.personId] } : QUIET,
  flags: MessageFlags.SuppressEmbeds,
});

const rowsOf = (choices: readonly Choice[]): MessageRow[] => {
  const offered = new Map(choices.map((choice) => [writeChoice(choice), choice])); // Discord refuses two with one id
  if (offered.size === 0) return [];
  if (offered.size <= BUTTONS_MAX)
    return [{ type: ComponentType.ActionRow, components: [...offered].map(([id, choice]) => buttonOf(id, choice)) }];
  const options = [...offered].map(([value, { label }]) => ({ value, label: cut(label, discordLimits.optionUnits) }));
  const menus = Array.from({ length: Math.min(Math.ceil(options.length / MENU_MAX), ROWS_MAX) }, (_, index) =>
    options.slice(index * MENU_MAX, (index + 1) * MENU_MAX),
  );
  return menus.map((part, index) => ({
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.StringSelect, custom_id: `menu-${index}`, options: part }],
  }));
};

const buttonOf = (id: string, { label, call }: Choice): APIButtonComponent => ({
  type: ComponentType.Button,
  custom_id: id,
  label: cut(label, discordLimits.buttonUnits),
  style: call.command === 'halt' ? ButtonStyle.Danger : ButtonStyle.Secondary,
});

const filesOf = (view: View, attachAnswer: boolean): MessageFile[] => {
  const files = (view.files ?? []).map(({ name, text }) => ({ name: name.replaceAll(/[^\w.-]+/g, '_'), text }));
  return [...(attachAnswer ? [{ name: 'answer.md', text: view.text ?? '' }] : []), ...files].slice(0, FILES_MAX);
};

const withFiles = (body: MessageBody, files: MessageFile[]): Drawing => ({
  body: { ...body, attachments: files.map(({ name }, index) => ({ id: String(index), filename: name })) },
  files,
});

/** A thread's name: the first line of the question, without its marks. */
export const threadName = (question: string, personName: string): string => {
  const line = question.split('\n').find((each) => /[\p{L}\p{N}]/u.test(each)) ?? personName;
  return cut(line.replaceAll(/[*_`~|>#]+/g, '').trim() || personName, THREAD_NAME_MAX);
};

const cut = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = (text.charCodeAt(max - 2) & 0xfc00) === 0xd800 ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
};
