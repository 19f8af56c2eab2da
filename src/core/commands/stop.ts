import type { View } from '../ports/platform.ts';
import type { Instruction, OpenTurn, TurnQueue } from '../ports/turns.ts';
import type { Command } from './command.ts';
import { isOutside } from './scope.ts';

/** Everything of one's own that is being answered here; outside a conversation, in the whole channel. */
export const stopOwn = async ({ turn, sentences }: Command, turns: TurnQueue): Promise<View> => {
  const { arrival } = turn;
  const inChannel = isOutside(arrival);
  const here = (await turns.open(arrival.conversation)).filter(isQuestion);
  const open = inChannel ? (await turns.openOf(arrival)).filter(isQuestion) : here;
  const own = open.filter((other) => other.personId === turn.personId);
  if (here.length > 0 && own.length === 0) return { note: sentences.notYourQuestion, private: true };
  const told = await Promise.all(own.map((other) => turns.steer(other.id, { to: 'stop' })));
  const count = told.filter((result) => result === 'told').length;
  return { note: count === 0 ? sentences.nothingToStop : sentences.stopping(count), private: true };
};

/** A button under one question, and only for the person who asked it. */
export const steerOne = async (
  { turn, call, sentences }: Command,
  instruction: Instruction,
  turns: TurnQueue,
): Promise<View | undefined> => {
  const id = call.args['turn'] ?? '';
  const asked = (await turns.open(turn.arrival.conversation)).find((other) => other.id === id);
  if (!asked) return { note: sentences.alreadyOver, private: true };
  if (asked.personId !== turn.personId) return { note: sentences.notYourQuestion, private: true };
  await turns.steer(id, instruction);
  return undefined;
};

/** A button under the question whether an answer is still wanted: where that is over, its message says so, whatever kept it from that before. */
export const steerOld = async (
  command: Command,
  instruction: Instruction,
  turns: TurnQueue,
): Promise<View | undefined> => {
  const refusal = await steerOne(command, instruction, turns);
  const { alreadyOver } = command.sentences;
  return refusal?.note === alreadyOver ? { note: alreadyOver } : refusal;
};

const isQuestion = (turn: OpenTurn): boolean => turn.kind !== 'command';
