import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Instruction, Kept, OpenTurn, TurnKind } from '../../../core/ports/turns.ts';
import { plainCipher } from '../store-cipher.ts';
import { readKept } from './read-kept.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** What one run of a turn begins with. `epoch` grows with each change of hands: the ownership check compares owner and epoch. */
export interface TurnRow {
  seq: number;
  id: string;
  kind: TurnKind;
  epoch: number;
  deaths: number;
  arrival: Arrival;
  instructions: number;
  instruction?: Instruction;
  kept: Kept;
  memory: Json;
}

const OPEN = 'ended_at IS NULL';
const MINE = `id = ? AND owner = ? AND epoch = ? AND ${OPEN}`;

/** The SQL of the turn queue; the rules are in `StoredTurnQueue`. Times are epoch milliseconds. */
export class SqliteTurnTable {
  readonly #database: SqliteDatabase;

  readonly #cipher: StoreCipher;

  constructor(database: SqliteDatabase, cipher: StoreCipher = plainCipher) {
    this.#database = database;
    this.#cipher = cipher;
  }

  /** @returns false when the id is known already. */
  insert(turn: { id: string; kind: TurnKind; arrival: Arrival }, owner: string): boolean {
    const { arrival } = turn;
    return (
      this.#database.run(
        `INSERT INTO turns (id, kind, platform, channel, conversation, person, at, arrival, owner)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
        turn.id,
        turn.kind,
        arrival.platform,
        arrival.channel,
        arrival.conversation,
        arrival.personId,
        arrival.at,
        this.#seal(arrival),
        owner,
      ) > 0
    );
  }

  beat(owner: string, now: number): void {
    this.#database.run(
      'INSERT INTO owners (id, beat_at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at',
      owner,
      now,
    );
  }

  /** Takes over what nobody owns and what belongs to an owner without a heartbeat since `deadBefore`; the latter counts as a death. */
  claim(owner: string, deadBefore: number): void {
    const orphaned = `${OPEN} AND (owner IS NULL OR owner NOT IN (SELECT id FROM owners WHERE beat_at >= ?))`;
    if (!this.#database.get(`SELECT 1 FROM turns WHERE ${orphaned} LIMIT 1`, deadBefore)) return;
    this.#database.transaction(() => {
      this.#database.run(
        `UPDATE turns SET deaths = deaths + (owner IS NOT NULL), owner = ?, epoch = epoch + 1
         WHERE ${orphaned}`,
        owner,
        deadBefore,
      );
      this.#database.run('DELETE FROM owners WHERE beat_at < ?', deadBefore);
    });
  }

  /** Undefined when the turn has ended or belongs to somebody else. */
  read(id: string, owner: string): TurnRow | undefined {
    const row = this.#database.get(`SELECT * FROM turns WHERE id = ? AND owner = ? AND ${OPEN}`, id, owner);
    if (!row) return undefined;
    const arrival = this.#open(row['arrival']) as Arrival;
    const instruction = this.#open(row['wish']) as Instruction | undefined;
    return {
      seq: Number(row['seq']),
      id: String(row['id']),
      kind: String(row['kind']) as TurnKind,
      epoch: Number(row['epoch']),
      deaths: Number(row['deaths']),
      arrival,
      instructions: Number(row['wishes']),
      ...(instruction ? { instruction } : {}),
      kept: readKept(this.#open(row['kept']) ?? {}, arrival.personId),
      memory: (this.#open(row['memory']) ?? null) as Json,
    };
  }

  /** The writes below @return false when the turn is not this owner's in this epoch any more. */
  saveMemory(turn: { id: string; epoch: number }, owner: string, memory: Json): boolean {
    return (
      this.#database.run(`UPDATE turns SET memory = ? WHERE ${MINE}`, this.#seal(memory), turn.id, owner, turn.epoch) >
      0
    );
  }

  saveKept(turn: { id: string; epoch: number }, owner: string, kept: Kept): boolean {
    return (
      this.#database.run(`UPDATE turns SET kept = ? WHERE ${MINE}`, this.#seal(kept), turn.id, owner, turn.epoch) > 0
    );
  }

  countDeath(turn: { id: string; epoch: number }, owner: string): boolean {
    return this.#database.run(`UPDATE turns SET deaths = deaths + 1 WHERE ${MINE}`, turn.id, owner, turn.epoch) > 0;
  }

  /** Ends the turn and erases all that somebody said in it; id and conversation stay, to know a redelivery. */
  end(turn: { id: string; epoch: number }, owner: string, now: number): boolean {
    return (
      this.#database.run(
        `UPDATE turns SET ended_at = ?, owner = NULL, person = '', arrival = NULL, kept = NULL, memory = NULL, wish = NULL WHERE ${MINE}`,
        now,
        turn.id,
        owner,
        turn.epoch,
      ) > 0
    );
  }

  setInstruction(id: string, instruction: Instruction): boolean {
    return (
      this.#database.run(
        `UPDATE turns SET wish = ?, wishes = wishes + 1 WHERE id = ? AND ${OPEN}`,
        this.#seal(instruction),
        id,
      ) > 0
    );
  }

  /** This owner's open turns, oldest first, and how often each was steered. */
  own(owner: string): Map<string, { instructions: number; epoch: number }> {
    const rows = this.#database.all(
      `SELECT id, wishes, epoch FROM turns WHERE owner = ? AND ${OPEN} ORDER BY seq`,
      owner,
    );
    return new Map(
      rows.map((row) => [String(row['id']), { instructions: Number(row['wishes']), epoch: Number(row['epoch']) }]),
    );
  }

  /** The open questions of the conversation by `seq`, oldest first. */
  line(conversation: string): number[] {
    return this.#database
      .all(`SELECT seq FROM turns WHERE conversation = ? AND kind = 'question' AND ${OPEN} ORDER BY seq`, conversation)
      .map((row) => Number(row['seq']));
  }

  open(conversation: string): OpenTurn[] {
    return this.#openTurns('conversation = ?', conversation);
  }

  openOf(whose: { platform: string; channel: string; personId: string }): OpenTurn[] {
    return this.#openTurns(
      'person = ? AND channel = ? AND platform = ?',
      whose.personId,
      whose.channel,
      whose.platform,
    );
  }

  #openTurns(condition: string, ...values: string[]): OpenTurn[] {
    return this.#database
      .all(`SELECT id, kind, person, at FROM turns WHERE ${condition} AND ${OPEN} ORDER BY seq`, ...values)
      .map((row) => ({
        id: String(row['id']),
        kind: String(row['kind']) as TurnKind,
        personId: String(row['person']),
        at: Number(row['at']),
      }));
  }

  seen(conversation: string): boolean {
    return this.#database.get('SELECT 1 FROM turns WHERE conversation = ? LIMIT 1', conversation) !== undefined;
  }

  openCount(): number {
    return Number(this.#database.get(`SELECT count(*) AS n FROM turns WHERE ${OPEN}`)?.['n'] ?? 0);
  }

  /** Frees what this owner still has; the next process claims it without counting a death. */
  release(owner: string): void {
    this.#database.transaction(() => {
      this.#database.run(`UPDATE turns SET owner = NULL WHERE owner = ? AND ${OPEN}`, owner);
      this.#database.run('DELETE FROM owners WHERE id = ?', owner);
    });
  }

  forgetEnded(before: number): void {
    this.#database.run('DELETE FROM turns WHERE ended_at IS NOT NULL AND ended_at < ?', before);
  }

  #seal(value: unknown): string {
    return this.#cipher.encrypt(JSON.stringify(value));
  }

  #open(stored: unknown): unknown {
    return typeof stored === 'string' ? JSON.parse(this.#cipher.decrypt(stored)) : undefined;
  }
}
