import type { Measure } from '../scan/text-size.ts';

/** A platform's limits for one message. */
export interface PartLimits {
  /** The most that a part may measure, as written and as rendered. */
  max: number;
  measure: Measure;
  /** The most top-level blocks (paragraphs, lists, fences, tables, ...) in a part. */
  maxBlocks?: number;
  /**
   * What the platform's adapter makes of a part before it sends it. Paragraph by paragraph: what stands between two blank lines
   * renders the same alone.
   */
  render?: (part: string) => string;
}
