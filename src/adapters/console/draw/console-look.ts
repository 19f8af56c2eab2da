import type { Terminal } from '../../define-platform.ts';

export type Paint = Terminal['paint'];

/** What the looks of a text depend on. */
export interface Look {
  columns: number;
  paint: Paint;
}
