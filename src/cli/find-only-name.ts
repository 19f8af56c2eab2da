import { findNames } from '../core/prompt/choose-model.ts';
import { VerbFailure } from './failure-line.ts';

const MAX_NAMED = 10;

/** The one name that fits what somebody wrote. @throws {VerbFailure} for none, and for several, with their names. */
export const findOnlyName = (names: readonly string[], wanted: string): string => {
  const fitting = findNames(names, wanted);
  const [only] = fitting;
  if (only === undefined) throw new VerbFailure(`no model matches “${wanted}”; \`aitta-bot models\` lists them.`);
  if (fitting.length === 1) return only;
  const more = fitting.length > MAX_NAMED ? ` and ${fitting.length - MAX_NAMED} more` : '';
  throw new VerbFailure(`several models match “${wanted}”: ${fitting.slice(0, MAX_NAMED).join(', ')}${more}.`);
};
