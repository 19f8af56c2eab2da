import { frameworkError, hal, notFound, type Answer } from './http-answer.ts';
import { isObject, readJson } from './json-object.ts';
import { findModel } from './model-resources.ts';
import { TaskBoard, type Task } from './task-board.ts';
import type { Call, Handlers, World } from './world.ts';

/** The task API of the profiles `legacy` and `bridge`. */
export const taskHandlers = (world: World): Handlers => {
  const board = new TaskBoard(world.clock);
  const ofTask = (call: Call, answer: (task: Task) => Answer): Answer => {
    const model = findModel(world, call);
    const { task: id = '' } = call.target;
    const task = model === undefined ? undefined : board.find(id, model.spec, call.user?.name ?? '');
    return task === undefined ? notFound('No such task.') : answer(task);
  };
  return {
    infer: {
      POST: (call) => {
        const model = findModel(world, call);
        if (model === undefined) return notFound('No such model.');
        const inputs = readJson(call.body.toString('utf8'));
        if (!isObject(inputs)) return frameworkError(422, 'The body must be a JSON object.');
        const task = board.add(model.spec, call.user?.name ?? '', inputs);
        return hal(board.document(task), world.habits.taskStatus ?? 201);
      },
    },
    task: {
      GET: (call) =>
        ofTask(call, (task) => {
          task.polls += 1;
          return hal(board.document(task));
        }),
      DELETE: (call) =>
        ofTask(call, (task) => {
          board.revoke(task);
          return hal(board.document(task));
        }),
    },
  };
};
