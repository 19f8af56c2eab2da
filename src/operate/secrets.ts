import { BoundedMap } from '../async/bounded-map.ts';

/** Shorter values would cut holes into innocent words. */
const SHORTEST = 8;
/** Workspaces that install the bot bring tokens of their own, which no setting names (docs.slack.dev/authentication/tokens). */
const SLACK_TOKEN = /\bxox[a-z](?:\.xox[a-z])?-[\w-]{8,}/g;
/** A token that was replaced so often has ended. */
const MAX_TOKENS = 10;

/** The secret values that this process knows; cuts them out of whatever leaves it. */
export class Secrets {
  readonly #settings = new Set<string>();
  readonly #tokens = new BoundedMap<string, true>({ max: MAX_TOKENS });
  #needles: readonly string[] = [];

  constructor(values: readonly string[] = []) {
    this.learn(values);
  }

  /** For good. */
  learn(values: readonly string[]): void {
    for (const value of values) this.#settings.add(value);
    this.#look();
  }

  /** A token that others will replace; the newest ten are remembered. */
  learnToken(token: string): void {
    if (this.#tokens.has(token)) return;
    this.#tokens.set(token, true);
    this.#look();
  }

  /** Cuts every secret out of a text, also in the spellings that addresses give it, and JSON, and JSON within JSON. */
  readonly scrub = (text: string): string =>
    this.#needles
      .reduce((rest, needle) => rest.replaceAll(needle, '[secret]'), text)
      .replaceAll(SLACK_TOKEN, '[secret]');

  #look(): void {
    const tokens = [...this.#tokens.entries()].map(([token]) => token);
    const values = [...this.#settings, ...tokens].filter((value) => value.length >= SHORTEST);
    const spellings = values.flatMap((value) => [
      value,
      encodeURIComponent(value.toWellFormed()),
      escaped(value),
      escaped(escaped(value)),
    ]);
    this.#needles = [...new Set(spellings)].toSorted((a, b) => b.length - a.length);
  }
}

const escaped = (value: string): string => JSON.stringify(value).slice(1, -1);
