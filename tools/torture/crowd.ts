import { setTimeout as rest } from 'node:timers/promises';
import { english } from '../../src/core/sentences/english.ts';
import { Chance } from './chance.ts';
import { longQuestion, shortQuestion, type Opening, type Question, type Talk, type Way } from './question.ts';
import { MODEL } from './scene.ts';
import type { TortureStage } from './torture-stage.ts';

/** So long a question may stay open before it is no longer counted, milliseconds. */
const MAX_OPEN_MS = 45_000;
const LOOK_MS = 200;
/** The bot offers ways out of a wait for a cold model after ten seconds, milliseconds. */
const OFFERED_MS = 16_000;
const MAX_PARKED = 4;
/** More questions than a play has. */
const MAX_NUMBER = 1_000;

/** The people of a play: what they ask, where, and what they do to their questions meanwhile. */
export class Crowd {
  readonly talks: Talk[] = [];
  /** Questions whose answers nobody has seen yet. */
  readonly open = new Set<Question>();
  readonly #stage: TortureStage;
  readonly #seed: number;
  #cold: Promise<void> | undefined;

  constructor(stage: TortureStage, seed: number) {
    this.#stage = stage;
    this.#seed = seed;
  }

  /** In a place that goes on, or in a new one. What is asked depends on the seed alone, but for what is possible in the moment. */
  ask(n: number): void {
    const chance = this.#chanceOf(n);
    const talk = chance.oneIn(3) ? undefined : this.#someTalk(chance);
    if (talk && this.#askIn(talk, n, goingOn(talk, chance), chance)) return;
    const opened = chance.pick(this.#stage.openings);
    if (!this.openTalk(n, opened)) this.openTalk(n, 'mention');
  }

  /** @returns false where that is not possible yet. */
  openTalk(n: number, opened: Opening): boolean {
    const talk: Talk = { id: this.talks.length, person: this.talks.length, opened, questions: [] };
    this.talks.push(talk);
    if (this.#askIn(talk, n, opened, this.#chanceOf(n))) return true;
    this.talks.pop();
    return false;
  }

  /** Stops or edits a question that is open. @returns whether that was possible. */
  do(what: 'stop' | 'edit', chance: Chance): boolean {
    if (this.open.size === 0) return false;
    const question = chance.pick([...this.open]);
    if (what === 'stop') {
      if (!this.#stage.press(question, english.stop)) return false;
      for (const each of question.talk.questions) each.isStopped = true; // whoever is the first in the place
      return true;
    }
    const wording = shortQuestion(question.n, chance.between(5, 60), `edit${question.wordings.length}`);
    if (!this.#stage.edit(question, wording.asked)) return false;
    question.wordings.push(wording);
    return true;
  }

  /** The model is cold for a while, and some of those who wait put their questions off. @param onParked for each who does */
  park(chance: Chance, onParked: () => void): void {
    this.#cold ??= this.#park(chance, onParked).finally(() => (this.#cold = undefined));
  }

  /** Resolves when the model is warm again. */
  async warm(): Promise<void> {
    await this.#cold;
  }

  /** Who is answered, or waits too long to be waited for. @param onAnswer for each who is answered */
  look(onAnswer: (question: Question) => void): void {
    for (const question of this.open) {
      const said = this.#stage.saidIn(question.talk).map(({ text }) => text);
      const text = said.join(' ').replaceAll(/\s+/g, ' ');
      const isAnswered = question.wordings.some(({ answer }) => text.includes(answer.slice(-60))); // of a long answer the end; others may stand in between
      if (!isAnswered && Date.now() - question.askedAt < MAX_OPEN_MS) continue;
      this.open.delete(question);
      if (isAnswered) onAnswer(question);
    }
  }

  #chanceOf(n: number): Chance {
    return new Chance(this.#seed * MAX_NUMBER + n);
  }

  /** One of the last, or one of those that were opened first. */
  #someTalk(chance: Chance): Talk | undefined {
    const known = this.talks.slice(0, this.#stage.known.length);
    const from = [...this.talks.slice(-6), ...known].filter(({ opened }) => opened !== 'reply');
    return from.length === 0 ? undefined : chance.pick(from);
  }

  #askIn(talk: Talk, n: number, way: Way, chance: Chance): boolean {
    const hasLong = talk.questions.some(({ wordings }) => wordings[0]?.begins.startsWith('1 '));
    const mayBeLong = way === 'mention' || way === 'follow-up' || way === 'direct';
    const isLong = mayBeLong && !hasLong && chance.oneIn(12);
    const wording = isLong ? longQuestion(this.#stage.longTo + n) : shortQuestion(n, chance.between(5, 60));
    const fresh = { askedAt: Date.now(), isStopped: false, isParked: false };
    const question: Question = { n, talk, way, wordings: [wording], ...fresh };
    talk.questions.push(question);
    if (this.#stage.ask(question)) {
      this.open.add(question);
      return true;
    }
    talk.questions.pop();
    return false;
  }

  async #park(chance: Chance, onParked: () => void): Promise<void> {
    this.#stage.aitta.setWorker(MODEL.id, 'starting', { hold: true });
    const parked = new Set<Talk>();
    const until = Date.now() + OFFERED_MS;
    while (parked.size < MAX_PARKED && Date.now() < until) {
      await rest(LOOK_MS);
      for (const { talk } of this.open) {
        if (parked.has(talk) || !this.#putOff(talk)) continue;
        parked.add(talk);
        onParked();
      }
    }
    await rest(chance.between(500, 2_500));
    this.#stage.aitta.setWorker(MODEL.id, 'running');
  }

  /** @returns whether that was possible. */
  #putOff(talk: Talk): boolean {
    const [first] = talk.questions;
    if (!first || !this.#stage.press(first, english.park)) return false;
    for (const each of talk.questions) each.isParked = true; // whoever is the first in the place
    return true;
  }
}

const goingOn = ({ opened }: Talk, chance: Chance): Way => {
  if (opened === 'direct') return 'direct';
  return chance.oneIn(4) ? 'mention' : 'follow-up';
};
