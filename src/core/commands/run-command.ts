import type { History } from '../history.ts';
import type { Call, Turn, TurnQueue, View } from '../ports.ts';
import { english } from '../sentences/english.ts';
import { findCommand, visibleCommands } from './command-table.ts';
import type { CommandRow } from './command-table.ts';

export interface CommandParts {
  turns: TurnQueue;
  history: History;
}

/** Does what a command says. Undefined when the thing that it changed shows the result itself. */
export const runCommand = async (turn: Turn, call: Call, parts: CommandParts): Promise<View | undefined> => {
  const { conversation } = turn.arrival;
  const about = call.args['turn'] ?? '';
  switch (call.command) {
    case 'stop':
      return stopOwn(turn, parts);
    case 'halt':
      return halt(turn, about, parts);
    case 'whole':
      return showWhole(conversation, about, parts);
    case 'reset':
      await parts.history.reset(conversation);
      return { note: english.freshStart };
    case 'hello':
      return { text: english.hello(turn.arrival.platform) };
    case 'help':
      return help(call.args['command']);
    case 'deleted':
      await parts.turns.steer(about, { to: 'delete' });
      await parts.history.remove(conversation, about);
      return undefined;
    case 'edited':
      await parts.history.rewrite(conversation, about, call.args['text'] ?? '');
      return undefined;
    default:
      return { note: english.unknownCommand(call.args['name'] ?? call.command, nearest(call.args['name'] ?? '')) };
  }
};

/** Everything of one's own that is being answered here. */
const stopOwn = async (turn: Turn, { turns }: CommandParts): Promise<View> => {
  const open = (await turns.open(turn.arrival.conversation)).filter((other) => other.kind !== 'command');
  const own = open.filter((other) => other.personId === turn.personId);
  if (open.length > 0 && own.length === 0) return { note: english.notYourQuestion, private: true };
  const told = await Promise.all(own.map((other) => turns.steer(other.id, { to: 'stop' })));
  const count = told.filter((result) => result === 'told').length;
  return { note: count === 0 ? english.nothingToStop : english.stopping(count), private: true };
};

const halt = async (turn: Turn, id: string, { turns }: CommandParts): Promise<View | undefined> => {
  const asked = (await turns.open(turn.arrival.conversation)).find((other) => other.id === id);
  if (!asked) return { note: english.nothingToStop, private: true };
  if (asked.personId !== turn.personId) return { note: english.notYourQuestion, private: true };
  await turns.steer(id, { to: 'stop' });
  return undefined;
};

const showWhole = async (conversation: string, id: string, { history }: CommandParts): Promise<View> => {
  const past = await history.find(conversation, id);
  return past ? { text: past.answer, note: past.model } : { note: english.nothingKept, private: true };
};

const help = (name: string | undefined): View => {
  const row = name === undefined ? undefined : findCommand(name.replace(/^!/, '').toLowerCase());
  if (name !== undefined && (!row || row.hidden)) return { note: english.unknownCommand(name, nearest(name)) };
  if (row)
    return {
      text: [usage(row), ...row.arguments.map((each) => `- \`${each.name}\`: ${each.summary}`)].join('\n'),
      private: true,
    };
  return { text: [english.help, ...visibleCommands.map((each) => `- ${usage(each)}`)].join('\n'), private: true };
};

const usage = (row: CommandRow): string => {
  const words = row.arguments.map((each) => {
    const word = each.option ? `--${each.name}` : `<${each.name}>`;
    return each.required ? word : `[${word}]`;
  });
  return `\`${['!' + row.name, ...words].join(' ')}\`: ${row.summary}`;
};

/** The visible command that is closest, if it is close: at most two letters differ. */
const nearest = (name: string): string | undefined =>
  visibleCommands
    .map((row) => ({ name: row.name, distance: editDistance(name.toLowerCase(), row.name) }))
    .filter(({ distance }) => distance <= 2)
    .toSorted((a, b) => a.distance - b.distance)[0]?.name;

const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
