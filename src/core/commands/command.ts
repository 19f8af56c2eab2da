import type { Call } from '../ports/arrival.ts';
import type { Place } from '../ports/platform.ts';
import type { Turn } from '../ports/turns.ts';
import type { Language } from '../sentences/language.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** What somebody wants: the turn that answers it, the call, where, and the bot's words in the asker's language. */
export interface Command {
  turn: Turn;
  call: Call;
  place: Place;
  language: Language;
  sentences: Sentences;
}
