import { parkedId } from '../turn/park.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { findConversation, isView } from './command-context.ts';
import type { CommandContext } from './command-context.ts';
import { exportConversation } from './export.ts';
import { forget } from './forget.ts';
import { help, nearestCommand } from './help.ts';
import { showHistory } from './history.ts';
import { showModels } from './models.ts';
import { showStatus } from './status.ts';
import { steerOne, stopOwn } from './stop.ts';
import { systemText } from './system.ts';
import { showUsage } from './usage.ts';
import { useModel } from './use.ts';

/** Does what a command says. Undefined when the thing that it changed shows the result itself. */
export const runCommand = async (context: CommandContext): Promise<View | undefined> => {
  const { turn, call } = context;
  switch (call.command) {
    case 'models':
      return showModels(context);
    case 'use':
      return useModel(context);
    case 'system':
      return systemText(context);
    case 'status':
      return showStatus(context);
    case 'history':
      return showHistory(context);
    case 'usage':
      return showUsage(context);
    case 'export':
      return exportConversation(context);
    case 'forget':
      return forget(context);
    case 'stop':
      return stopOwn(context);
    case 'halt':
      return steerOne(context, { to: 'stop' });
    case 'park':
      return steerOne(context, { to: 'park' });
    case 'switch':
      return steerOne(context, { to: 'switch', model: call.args['model'] ?? '' });
    case 'whole':
      return showWhole(context);
    case 'quiet':
      return setQuiet(context, true);
    case 'listen':
      return setQuiet(context, false);
    case 'reset':
      return reset(context);
    case 'hello':
      return { text: english.hello(turn.arrival.platform) };
    case 'help':
      return help(call.args['command']);
    case 'deleted':
    case 'edited':
      await follow(context);
      return undefined;
    default: {
      const name = call.args['name'] ?? call.command;
      return { note: english.unknownCommand(name, nearestCommand(name)), private: true };
    }
  }
};

/** The history follows what people do to their own messages, and a deleted question is not answered any more. */
const follow = async ({ turn, call, parts }: CommandContext): Promise<void> => {
  const { conversation } = turn.arrival;
  const about = call.args['turn'] ?? '';
  if (call.command === 'edited') {
    await parts.history.rewrite(conversation, about, call.args['text'] ?? '');
    return;
  }
  for (const id of [about, parkedId(about)]) await parts.turns.steer(id, { to: 'delete' });
  for (const id of [about, parkedId(about)]) await parts.history.remove(conversation, id);
};

const setQuiet = async (context: CommandContext, isQuiet: boolean): Promise<View> => {
  const found = await findConversation(context);
  if (isView(found)) return found;
  await context.parts.settings.setQuiet(found.conversation, isQuiet);
  return { note: isQuiet ? english.quiet : english.listening };
};

const reset = async (context: CommandContext): Promise<View> => {
  const found = await findConversation(context);
  if (isView(found)) return found;
  await context.parts.history.reset(found.conversation);
  return { note: english.freshStart };
};

const showWhole = async ({ turn, call, parts }: CommandContext): Promise<View> => {
  const past = await parts.history.find(turn.arrival.conversation, call.args['turn'] ?? '');
  return past ? { text: wholeText(past), note: past.model } : { note: english.nothingKept, private: true };
};
