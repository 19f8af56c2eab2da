import type { Task } from '../aitta/task.ts';
import { english } from '../core/sentences/english.ts';
import { progressBar } from './progress-bar.ts';

export type SeenTask = Pick<Task, 'state' | 'progress' | 'maxProgress'>;

/** What a task is doing, in one line; a bar where the model counts its steps. */
export const taskLine = ({ state, progress, maxProgress }: SeenTask, elapsedMs: number, columns: number): string => {
  const time = english.duration(elapsedMs);
  if (state === 'Pending') return `Waiting for its turn, ${time}`;
  // Of a model that reports nothing, or no total, the most is 1.
  if (maxProgress > 1) return `${progressBar(progress, maxProgress, columns - time.length - 2)}  ${time}`;
  const steps = state === 'Running' && progress > 0 ? `, step ${progress}` : '';
  return `${state}${steps}, ${time}`;
};
