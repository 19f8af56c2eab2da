/** What can go wrong at one click, where a stand-in answers. */
export interface Rehearsal {
  acts: readonly string[];
  /** One of the acts. */
  play: (act: string) => void;
}
