import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Instruction, Kept, OpenTurn, TurnKind } from '../../../core/ports/turns.ts';
import { plainCipher } from '../store-cipher.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { TO_DELETE } from '../turns/abandon-turns.ts';
import { instructionAfter } from '../turns/instruction-after.ts';
import type { Asked, LineEntry, OpenQuestion, OwnTurn, RunKey, TurnRow, TurnTable } from '../turns/turn-table.ts';
import { callersTime } from './lease-time.ts';
import type { LeaseTime } from './lease-time.ts';
import type { PostgresDatabase, Value } from './postgres-database.ts';
import { TELL_ALL, TELL_CONVERSATION, TELL_WAITING } from './tell-owners.ts';
import { tryRoom } from './try-room.ts';
import { asOpenTurn, COLUMNS, TurnRows } from './turn-rows.ts';

const OPEN = 'ended_at IS NULL';
/** Nobody has it, or nobody who is alive. */
const ORPHANED = `${OPEN} AND (owner IS NULL OR owner NOT IN (SELECT id FROM owners WHERE beat_at BETWEEN $1 AND $2))`;
const ERASED = "owner = NULL, person = '', arrival = NULL, kept = NULL, memory = NULL, instruction = NULL";
const NOBODYS = "owner = NULL, person = '', kept = NULL, deaths = 0";
const MINE = `id = $1 AND owner = $2 AND epoch = $3 AND ${OPEN}`;
/** Held until the turn can be seen, so that whoever comes next in a conversation has the greater number. */
const LINE_LOCK = "pg_advisory_xact_lock(hashtextextended('aitta-bot line ' || current_schema() || ' ' || $5, 0))";

/** The turns in one PostgreSQL. Each call is one statement or one transaction. */
export class PostgresTurnTable implements TurnTable {
  readonly #database: PostgresDatabase;
  readonly #rows: TurnRows;
  readonly #time: LeaseTime;

  constructor(database: PostgresDatabase, cipher: StoreCipher = plainCipher, time = callersTime(database)) {
    this.#database = database;
    this.#rows = new TurnRows(cipher);
    this.#time = time;
  }

  async insert(turn: { id: string; kind: TurnKind; arrival: Arrival }, owner: string): Promise<boolean> {
    const { arrival } = turn;
    const inserted = await this.#database.run(
      `WITH line AS MATERIALIZED (SELECT ${LINE_LOCK})
       INSERT INTO turns (id, kind, platform, channel, conversation, person, at, arrival, owner)
       SELECT $1, $2, $3, $4, $5, $6, $7::bigint, $8, $9 FROM line
       ON CONFLICT (id) DO NOTHING`,
      turn.id,
      turn.kind,
      arrival.platform,
      arrival.channel,
      arrival.conversation,
      arrival.personId,
      Math.round(arrival.at),
      this.#rows.seal(arrival),
      owner,
    );
    return inserted > 0;
  }

  beat(owner: string, now: number): Promise<void> {
    return this.#time.beat(owner, now);
  }

  async livingOwners(alive: { from: number; to: number }): Promise<number> {
    const { from, to } = await this.#time.range(alive);
    const living = 'SELECT count(*) AS n FROM owners WHERE beat_at BETWEEN $1 AND $2';
    return Number((await this.#database.get(living, from, to))?.['n']);
  }

  /** Of two who claim at once each takes what the other has not: a turn begins a new epoch once. */
  async claim(owner: string, alive: { from: number; to: number }): Promise<void> {
    const { from, to } = await this.#time.range(alive);
    if (!(await this.#database.get(`SELECT 1 FROM turns WHERE ${ORPHANED} LIMIT 1`, from, to))) return;
    await this.#database.transaction(async (session) => {
      await session.run(
        `UPDATE turns SET deaths = deaths + (owner IS NOT NULL)::integer, owner = $3, epoch = epoch + 1
         WHERE seq IN (SELECT seq FROM turns WHERE ${ORPHANED} ORDER BY seq FOR UPDATE SKIP LOCKED)`,
        from,
        to,
        owner,
      );
      await session.run('DELETE FROM owners WHERE beat_at NOT BETWEEN $1 AND $2', from, to);
    });
  }

  async begin(id: string, owner: string): Promise<TurnRow | undefined> {
    const row = await this.#database.get(
      `UPDATE turns SET epoch = epoch + 1 WHERE id = $1 AND owner = $2 AND ${OPEN} RETURNING ${COLUMNS}`,
      id,
      owner,
    );
    return row && this.#rows.turn(row);
  }

  async isOwner({ id, owner, epoch }: RunKey): Promise<boolean> {
    return (await this.#database.get(`SELECT 1 FROM turns WHERE ${MINE}`, id, owner, epoch)) !== undefined;
  }

  markShown(run: RunKey): Promise<boolean> {
    return this.#move(run, 'shown = true');
  }

  saveMemory(run: RunKey, memory: Json): Promise<boolean> {
    return this.#write(run, 'memory = $4', this.#rows.seal(memory));
  }

  saveKept(run: RunKey, kept: Kept): Promise<boolean> {
    return this.#write(run, 'kept = $4', this.#rows.seal(kept));
  }

  countDeath(run: RunKey): Promise<boolean> {
    return this.#write(run, 'deaths = deaths + 1');
  }

  become(run: RunKey, kind: TurnKind, arrival: Arrival): Promise<boolean> {
    return this.#move(run, 'kind = $4, at = $5, arrival = $6', kind, Math.round(arrival.at), this.#rows.seal(arrival));
  }

  end(run: RunKey, now: number): Promise<boolean> {
    return this.#move(run, `ended_at = $4, ${ERASED}`, now);
  }

  async abandon(
    id: string,
    alive: { from: number; to: number },
    { now, rest }: { now: number; rest: Arrival | undefined },
  ): Promise<boolean> {
    const { from, to } = await this.#time.range(alive);
    const abandon = async (change: string, ...values: Value[]): Promise<boolean> => {
      const sql = `UPDATE turns SET ${change}, epoch = epoch + 1 WHERE id = $3 AND ${ORPHANED}`;
      return (await this.#database.run(sql, from, to, id, ...values)) > 0;
    };
    if (!rest) return abandon(`ended_at = $4, ${ERASED}`, now);
    const change = `${NOBODYS}, at = $4, arrival = $5, instruction = $6, instructions = instructions + 1`;
    return abandon(change, Math.round(rest.at), this.#rows.seal(rest), this.#rows.seal(TO_DELETE));
  }

  async #write({ id, owner, epoch }: RunKey, change: string, ...values: Value[]): Promise<boolean> {
    return (await this.#database.run(`UPDATE turns SET ${change} WHERE ${MINE}`, id, owner, epoch, ...values)) > 0;
  }

  /** What others may wait for in other processes, which are told with the commit. */
  async #move({ id, owner, epoch }: RunKey, change: string, ...values: Value[]): Promise<boolean> {
    const row = await this.#database.get(
      `WITH changed AS (UPDATE turns SET ${change} WHERE ${MINE} RETURNING seq, conversation), told AS (${TELL_WAITING})
       SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM told) AS told`,
      id,
      owner,
      epoch,
      ...values,
    );
    return Number(row?.['changed']) > 0;
  }

  instruct(id: string, instruction: Instruction): Promise<number | undefined> {
    return this.#database.transaction(async (session) => {
      const before = await session.get(
        `SELECT instruction, instructions, conversation FROM turns WHERE id = $1 AND ${OPEN} FOR UPDATE`,
        id,
      );
      if (!before) return undefined;
      const instructions = Number(before['instructions']);
      const wanted = instructionAfter(this.#rows.instruction(before), instruction);
      if (!wanted) return instructions;
      await session.run(
        `UPDATE turns SET instruction = $1, instructions = instructions + 1,
           kind = CASE WHEN $2::boolean AND kind = 'question' THEN 'parked' ELSE kind END
         WHERE id = $3`,
        this.#rows.seal(wanted),
        instruction.to === 'park',
        id,
      );
      await session.get(TELL_CONVERSATION, String(before['conversation']));
      return instructions + 1;
    });
  }

  reword(id: string, change: (asked: Asked) => Pick<Asked, 'arrival' | 'kept'>): Promise<number | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await session.get(
        `SELECT ${COLUMNS} FROM turns WHERE id = $1 AND kind <> 'command' AND ${OPEN} FOR UPDATE`,
        id,
      );
      if (!row) return undefined;
      const { arrival, kept } = change(this.#rows.asked(row));
      const changed = await session.get(
        `UPDATE turns SET arrival = $1, kept = $2, instructions = instructions + 1, epoch = epoch + 1 WHERE id = $3
         RETURNING instructions`,
        this.#rows.seal(arrival),
        this.#rows.seal(kept),
        id,
      );
      await session.get(TELL_CONVERSATION, arrival.conversation);
      return changed && Number(changed['instructions']);
    });
  }

  async own(owner: string): Promise<OwnTurn[]> {
    const rows = await this.#database.all(
      `SELECT id, person, instructions, epoch FROM turns WHERE owner = $1 AND ${OPEN} ORDER BY seq`,
      owner,
    );
    return rows.map((row) => ({
      id: String(row['id']),
      personId: String(row['person']),
      instructions: Number(row['instructions']),
      epoch: Number(row['epoch']),
    }));
  }

  async line(conversation: string): Promise<LineEntry[]> {
    const rows = await this.#database.all(
      `SELECT seq, shown FROM turns WHERE conversation = $1 AND kind = 'question' AND ${OPEN} ORDER BY seq`,
      conversation,
    );
    return rows.map((row) => ({ seq: Number(row['seq']), isShown: row['shown'] === true }));
  }

  open(conversation: string): Promise<OpenTurn[]> {
    return this.#openTurns('conversation = $1', conversation);
  }

  openOf(whose: { platform: string; personId: string; channel?: string }): Promise<OpenTurn[]> {
    const { platform, personId, channel } = whose;
    return channel === undefined
      ? this.#openTurns('person = $1 AND platform = $2', personId, platform)
      : this.#openTurns('person = $1 AND platform = $2 AND channel = $3', personId, platform, channel);
  }

  async #openTurns(condition: string, ...values: string[]): Promise<OpenTurn[]> {
    const rows = await this.#database.all(
      `SELECT id, kind, person, at FROM turns WHERE ${condition} AND ${OPEN} ORDER BY seq`,
      ...values,
    );
    return rows.map(asOpenTurn);
  }

  async askedBy({ platform, personId }: { platform: string; personId: string }): Promise<OpenQuestion[]> {
    const rows = await this.#database.all(
      `SELECT ${COLUMNS} FROM turns WHERE person = $1 AND platform = $2 AND ${OPEN} ORDER BY seq`,
      personId,
      platform,
    );
    return rows.map((row) =>
      Object.assign(this.#rows.asked(row), {
        id: String(row['id']),
        kind: String(row['kind']) as TurnKind,
        mayStand: row['memory'] !== null,
      }),
    );
  }

  async seen(conversation: string): Promise<boolean> {
    const row = await this.#database.get('SELECT 1 FROM turns WHERE conversation = $1 LIMIT 1', conversation);
    return row !== undefined;
  }

  async openCount(): Promise<number> {
    return Number((await this.#database.get(`SELECT count(*) AS n FROM turns WHERE ${OPEN}`))?.['n'] ?? 0);
  }

  release(owner: string): Promise<void> {
    return this.#database.transaction(async (session) => {
      const freed = await session.run(`UPDATE turns SET owner = NULL WHERE owner = $1 AND ${OPEN}`, owner);
      if (freed > 0) await session.get(TELL_ALL);
      await session.run('DELETE FROM owners WHERE id = $1', owner);
    });
  }

  async forgetEnded(before: number, limit: number): Promise<void> {
    await this.#database.run(
      `DELETE FROM turns WHERE seq IN
         (SELECT seq FROM turns WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      before,
      limit,
    );
  }

  tryRoom(): Promise<void> {
    return tryRoom(this.#database);
  }
}
