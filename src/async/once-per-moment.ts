import { letOthers } from './let-others.ts';

/** Does the work once for all who call in the same moment, after them. */
export const oncePerMoment = (work: () => void): (() => void) => {
  let isDue = false;
  const workSoon = async (): Promise<void> => {
    await letOthers();
    isDue = false;
    work();
  };
  return () => {
    if (isDue) return;
    isDue = true;
    void workSoon();
  };
};
