import type { ForgetParts } from '../memory/forget.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Log, Meter } from '../ports/operator.ts';
import type { View } from '../ports/platform.ts';
import { findCommand } from './command-table.ts';
import type { CommandName } from './command-table.ts';
import type { QuestionName } from './question-commands.ts';
import type { Command } from './command.ts';
import { offerAgain } from './again.ts';
import { isQuestion } from './question-commands.ts';
import { exportConversation } from './export.ts';
import { followDeletion, followEdit } from './follow-message.ts';
import { forget } from './forget.ts';
import { audienceOf, help, nearestCommand } from './help.ts';
import { showHistory } from './history.ts';
import { setLanguage } from './language.ts';
import { showModels } from './models.ts';
import { setQuiet } from './quiet.ts';
import { rate } from './rate.ts';
import { resetConversation } from './reset.ts';
import { showStatus } from './status.ts';
import { steerOld, steerOne, stopOwn } from './stop.ts';
import { systemText } from './system.ts';
import { setThinking } from './thinking.ts';
import { showUsage } from './usage.ts';
import { useModel } from './use.ts';
import { setWaiting } from './waiting.ts';
import { warmModel } from './warm.ts';
import { showWhole } from './whole.ts';

export interface CommandParts extends ForgetParts {
  gateway: ModelGateway;
  operator: OperatorSettings;
  log: Log;
  meter: Meter;
}

/** Undefined when the thing that a command changed shows the result itself. */
type Run = (command: Command) => Promise<View | undefined>;
/** Every row of the command table but those that a model answers. */
type Runs = Readonly<Record<Exclude<CommandName, QuestionName>, Run>>;

/** Does what a command says. Undefined when the thing that it changed shows the result itself. */
export const runCommand = async (command: Command, parts: CommandParts): Promise<View | undefined> => {
  const { call, sentences } = command;
  const name = findCommand(call.command)?.name;
  if (name !== undefined && !isQuestion(name)) return runsOf(parts)[name](command);
  const unknown = call.args['name'] ?? call.command;
  return { note: sentences.unknownCommand(unknown, nearestCommand(unknown)), private: true };
};

/** Hands to each command what it needs. */
const runsOf = (parts: CommandParts): Runs => {
  const { turns, gateway, operator, clock, elsewhere, compact, log, meter } = parts;
  const { history, settings, recent, usage, feedback } = parts.memories;
  const conversations = { history, recent };
  return {
    models: (command) => showModels(command, { gateway, settings, clock, operator }),
    warm: (command) => warmModel(command, { gateway, log }),
    use: (command) => useModel(command, { ...conversations, gateway, settings, operator }),
    system: (command) => systemText(command, { ...conversations, settings, operator }),
    status: (command) => showStatus(command, { ...conversations, turns, gateway, settings, clock, operator }),
    history: (command) => showHistory(command, { ...conversations, gateway, settings, clock, operator }),
    usage: (command) => showUsage(command, { usage, feedback, operator }),
    export: (command) => exportConversation(command, conversations),
    forget: (command) => forget(command, parts),
    waiting: (command) => setWaiting(command, { settings }),
    thinking: (command) => setThinking(command, { settings, operator }),
    language: (command) => setLanguage(command, { settings, operator }),
    stop: (command) => stopOwn(command, turns),
    quiet: (command) => setQuiet(command, true, { ...conversations, settings }),
    listen: (command) => setQuiet(command, false, { ...conversations, settings }),
    reset: (command) => resetConversation(command, conversations),
    help: async (command) => help(command),
    hello: async ({ turn, sentences }) => ({ text: sentences.hello[audienceOf(turn.arrival)] }),
    halt: (command) => steerOne(command, { to: 'stop' }, turns),
    park: (command) => steerOne(command, { to: 'park' }, turns),
    switch: (command) => steerOne(command, { to: 'switch', model: command.call.args['model'] ?? '' }, turns),
    answer: (command) => steerOld(command, { to: 'answer' }, turns),
    drop: (command) => steerOld(command, { to: 'stop' }, turns),
    another: (command) => offerAgain(command, { history, gateway }),
    rate: (command) => rate(command, { history, feedback, operator, meter }),
    whole: (command) => showWhole(command, { history, operator }),
    deleted: (command) => followDeletion(command, { turns, history, clock, elsewhere, compact }),
    edited: (command) => followEdit(command, { turns, history, clock, elsewhere, compact }),
  };
};
