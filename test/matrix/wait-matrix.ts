import { expect, test } from 'vitest';
import { ACTIONS, MatrixCell, PLACES } from './matrix-cell.ts';
import { matrixStates } from './matrix-states.ts';
import type { StateName } from './matrix-states.ts';

/** Time is driven, but sixteen bots are begun. */
const TIMEOUT_MS = 300_000;

/** What is read in one state of the service, wherever it was asked and whatever the asker does: a table in `tables`. */
export const waitMatrix = (state: StateName): void => {
  const { what } = matrixStates[state];
  test(
    `while ${what}, people read what the table says`,
    async () => {
      const cells: string[] = [];
      const faults: string[] = [];
      for (const place of PLACES) {
        for (const action of ACTIONS) {
          const cell = await MatrixCell.open(state, place);
          const played = await cell.play(action);
          cells.push([`## ${place}, ${action}`, ...played.table].join('\n'));
          faults.push(...played.faults.map((fault) => `${place}, ${action}: ${fault}`));
        }
      }
      expect(faults).toEqual([]);
      await expect(`# While ${what}\n\n${cells.join('\n\n')}\n`).toMatchFileSnapshot(`tables/${state}.txt`);
    },
    TIMEOUT_MS,
  );
};
