import type { SQLInputValue } from 'node:sqlite';
import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Instruction, Kept, OpenTurn, TurnKind } from '../../../core/ports/turns.ts';
import { plainCipher } from '../store-cipher.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { TO_DELETE } from '../turns/abandon-turns.ts';
import { instructionAfter } from '../turns/instruction-after.ts';
import { readKept } from '../turns/read-kept.ts';
import type { Asked, LineEntry, OpenQuestion, OwnTurn, RunKey, TurnRow, TurnTable } from '../turns/turn-table.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const OPEN = 'ended_at IS NULL';
/** Longer than a question may be, with all that comes around it. */
const FILLER = 'x'.repeat(64 * 1_024);
const TRIAL = { namespace: 'meta', key: 'trial' } as const;
/** Nobody has it, or nobody who is alive. */
const ORPHANED = `${OPEN} AND (owner IS NULL OR owner NOT IN (SELECT id FROM owners WHERE beat_at BETWEEN ? AND ?))`;
const ERASED = "owner = NULL, person = '', arrival = NULL, kept = NULL, memory = NULL, wish = NULL";
const NOBODYS = "owner = NULL, person = '', kept = NULL, deaths = 0";
const MINE = `id = ? AND owner = ? AND epoch = ? AND ${OPEN}`;

/** The turns in one SQLite file. Each call is one statement or one transaction, so that the order of `seq` is that of the commits. */
export class SqliteTurnTable implements TurnTable {
  readonly #database: SqliteDatabase;
  readonly #cipher: StoreCipher;

  constructor(database: SqliteDatabase, cipher: StoreCipher = plainCipher) {
    this.#database = database;
    this.#cipher = cipher;
  }

  async insert(turn: { id: string; kind: TurnKind; arrival: Arrival }, owner: string): Promise<boolean> {
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

  async beat(owner: string, now: number): Promise<void> {
    this.#database.run(
      'INSERT INTO owners (id, beat_at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at',
      owner,
      now,
    );
  }

  async livingOwners({ from, to }: { from: number; to: number }): Promise<number> {
    const row = this.#database.get('SELECT count(*) AS n FROM owners WHERE beat_at BETWEEN ? AND ?', from, to);
    return Number(row?.['n']);
  }

  async claim(owner: string, { from, to }: { from: number; to: number }): Promise<void> {
    if (!this.#database.get(`SELECT 1 FROM turns WHERE ${ORPHANED} LIMIT 1`, from, to)) return;
    this.#database.transaction(() => {
      this.#database.run(
        `UPDATE turns SET deaths = deaths + (owner IS NOT NULL), owner = ?, epoch = epoch + 1
         WHERE ${ORPHANED}`,
        owner,
        from,
        to,
      );
      this.#database.run('DELETE FROM owners WHERE beat_at NOT BETWEEN ? AND ?', from, to);
    });
  }

  async begin(id: string, owner: string): Promise<TurnRow | undefined> {
    const row = this.#database.get(
      `UPDATE turns SET epoch = epoch + 1 WHERE id = ? AND owner = ? AND ${OPEN} RETURNING *`,
      id,
      owner,
    );
    if (!row) return undefined;
    return {
      seq: Number(row['seq']),
      isShown: Number(row['shown']) > 0,
      id: String(row['id']),
      kind: String(row['kind']) as TurnKind,
      epoch: Number(row['epoch']),
      deaths: Number(row['deaths']),
      instructions: Number(row['wishes']),
      memory: (this.#open(row['memory']) ?? null) as Json,
      ...this.#asked(row),
    };
  }

  #asked(row: Record<string, unknown>): Asked {
    const arrival = this.#open(row['arrival']) as Arrival;
    const instruction = this.#open(row['wish']) as Instruction | undefined;
    const kept = readKept(this.#open(row['kept']) ?? {}, arrival.personId);
    return { arrival, kept, ...(instruction ? { instruction } : {}) };
  }

  async isOwner({ id, owner, epoch }: RunKey): Promise<boolean> {
    return this.#database.get(`SELECT 1 FROM turns WHERE ${MINE}`, id, owner, epoch) !== undefined;
  }

  async markShown(run: RunKey): Promise<boolean> {
    return this.#write(run, 'shown = 1');
  }

  async saveMemory(run: RunKey, memory: Json): Promise<boolean> {
    return this.#write(run, 'memory = ?', this.#seal(memory));
  }

  async saveKept(run: RunKey, kept: Kept): Promise<boolean> {
    return this.#write(run, 'kept = ?', this.#seal(kept));
  }

  async countDeath(run: RunKey): Promise<boolean> {
    return this.#write(run, 'deaths = deaths + 1');
  }

  async become(run: RunKey, kind: TurnKind, arrival: Arrival): Promise<boolean> {
    return this.#write(run, 'kind = ?, at = ?, arrival = ?', kind, arrival.at, this.#seal(arrival));
  }

  async end(run: RunKey, now: number): Promise<boolean> {
    return this.#write(run, `ended_at = ?, ${ERASED}`, now);
  }

  async abandon(
    id: string,
    { from, to }: { from: number; to: number },
    { now, rest }: { now: number; rest: Arrival | undefined },
  ): Promise<boolean> {
    const abandon = (change: string, ...values: SQLInputValue[]): boolean =>
      this.#database.run(
        `UPDATE turns SET ${change}, epoch = epoch + 1 WHERE id = ? AND ${ORPHANED}`,
        ...values,
        id,
        from,
        to,
      ) > 0;
    if (!rest) return abandon(`ended_at = ?, ${ERASED}`, now);
    const [arrival, wish] = [this.#seal(rest), this.#seal(TO_DELETE)];
    return abandon(`${NOBODYS}, at = ?, arrival = ?, wish = ?, wishes = wishes + 1`, rest.at, arrival, wish);
  }

  #write({ id, owner, epoch }: RunKey, change: string, ...values: SQLInputValue[]): boolean {
    return this.#database.run(`UPDATE turns SET ${change} WHERE ${MINE}`, ...values, id, owner, epoch) > 0;
  }

  async instruct(id: string, instruction: Instruction): Promise<number | undefined> {
    return this.#database.transaction(() => {
      const before = this.#database.get(`SELECT wish, wishes FROM turns WHERE id = ? AND ${OPEN}`, id);
      if (!before) return undefined;
      const instructions = Number(before['wishes']);
      const wanted = instructionAfter(this.#open(before['wish']) as Instruction | undefined, instruction);
      if (!wanted) return instructions;
      this.#database.run(
        `UPDATE turns SET wish = ?, wishes = wishes + 1, kind = CASE WHEN ? AND kind = 'question' THEN 'parked' ELSE kind END
         WHERE id = ?`,
        this.#seal(wanted),
        Number(instruction.to === 'park'),
        id,
      );
      return instructions + 1;
    });
  }

  async reword(id: string, change: (asked: Asked) => Pick<Asked, 'arrival' | 'kept'>): Promise<number | undefined> {
    return this.#database.transaction(() => {
      const row = this.#database.get(`SELECT * FROM turns WHERE id = ? AND kind <> 'command' AND ${OPEN}`, id);
      if (!row) return undefined;
      const { arrival, kept } = change(this.#asked(row));
      const changed = this.#database.get(
        'UPDATE turns SET arrival = ?, kept = ?, wishes = wishes + 1, epoch = epoch + 1 WHERE id = ? RETURNING wishes',
        this.#seal(arrival),
        this.#seal(kept),
        id,
      );
      return changed && Number(changed['wishes']);
    });
  }

  async own(owner: string): Promise<OwnTurn[]> {
    return this.#database
      .all(`SELECT id, person, wishes, epoch FROM turns WHERE owner = ? AND ${OPEN} ORDER BY seq`, owner)
      .map((row) => ({
        id: String(row['id']),
        personId: String(row['person']),
        instructions: Number(row['wishes']),
        epoch: Number(row['epoch']),
      }));
  }

  async line(conversation: string): Promise<LineEntry[]> {
    return this.#database
      .all(
        `SELECT seq, shown FROM turns WHERE conversation = ? AND kind = 'question' AND ${OPEN} ORDER BY seq`,
        conversation,
      )
      .map((row) => ({ seq: Number(row['seq']), isShown: Number(row['shown']) > 0 }));
  }

  async open(conversation: string): Promise<OpenTurn[]> {
    return this.#openTurns('conversation = ?', conversation);
  }

  async openOf({
    platform,
    personId,
    channel,
  }: {
    platform: string;
    personId: string;
    channel?: string;
  }): Promise<OpenTurn[]> {
    return channel === undefined
      ? this.#openTurns('person = ? AND platform = ?', personId, platform)
      : this.#openTurns('person = ? AND channel = ? AND platform = ?', personId, channel, platform);
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

  async askedBy({ platform, personId }: { platform: string; personId: string }): Promise<OpenQuestion[]> {
    return this.#database
      .all(`SELECT * FROM turns WHERE person = ? AND platform = ? AND ${OPEN} ORDER BY seq`, personId, platform)
      .map((row) =>
        Object.assign(this.#asked(row), {
          id: String(row['id']),
          kind: String(row['kind']) as TurnKind,
          mayStand: row['memory'] !== null,
        }),
      );
  }

  async seen(conversation: string): Promise<boolean> {
    return this.#database.get('SELECT 1 FROM turns WHERE conversation = ? LIMIT 1', conversation) !== undefined;
  }

  async openCount(): Promise<number> {
    return Number(this.#database.get(`SELECT count(*) AS n FROM turns WHERE ${OPEN}`)?.['n'] ?? 0);
  }

  async release(owner: string): Promise<void> {
    this.#database.transaction(() => {
      this.#database.run(`UPDATE turns SET owner = NULL WHERE owner = ? AND ${OPEN}`, owner);
      this.#database.run('DELETE FROM owners WHERE id = ?', owner);
    });
  }

  async forgetEnded(before: number, limit: number): Promise<void> {
    const some = 'SELECT seq FROM turns WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?';
    this.#database.run(`DELETE FROM turns WHERE seq IN (${some})`, before, limit);
  }

  async tryRoom(): Promise<void> {
    const { namespace, key } = TRIAL;
    this.#database.run(
      'INSERT OR REPLACE INTO records (namespace, key, value) VALUES (?, ?, ?)',
      namespace,
      key,
      FILLER,
    );
    this.#database.run('DELETE FROM records WHERE namespace = ? AND key = ?', namespace, key);
  }

  #seal(value: unknown): string {
    return this.#cipher.encrypt(JSON.stringify(value));
  }

  #open(stored: unknown): unknown {
    return typeof stored === 'string' ? JSON.parse(this.#cipher.decrypt(stored)) : undefined;
  }
}
