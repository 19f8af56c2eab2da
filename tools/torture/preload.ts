/**
 * Loaded into the program before anything of its own (`node --import`), so that nothing in `src` knows of torture: wraps the database and the clock, and
 * obeys the orders in a file.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, statSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { ORDERS_VARIABLE, STEPS, type Orders } from './orders.ts';

const LOOK_MS = 50;
/** SQLite's own limit of a file's pages. */
const MAX_PAGES = 4_294_967_294;

const path = process.env[ORDERS_VARIABLE];
const databases = new Set<DatabaseSync>();
let orders: Orders = {};
let readAt = 0;
let writes = 0;
let isDone = false;
/** What shows, changes or removes a message at a platform. */
const SENDS = /\/messages|\/callback|\/webhooks|\/chat\.[a-z]+/;
const underWay = new Set<unknown>();

const read = (): void => {
  if (path === undefined) return;
  const { mtimeMs } = statSync(path);
  if (mtimeMs === readAt) return;
  readAt = mtimeMs;
  const before = orders;
  orders = JSON.parse(readFileSync(path, 'utf8')) as Orders;
  if (JSON.stringify(before.killAt) !== JSON.stringify(orders.killAt)) [writes, isDone] = [0, false];
  if (before.freePages !== orders.freePages) for (const database of databases) limit(database);
};

const limit = (database: DatabaseSync): void => {
  if (!database.isOpen) return;
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count'] ?? 0);
  const most = orders.freePages === undefined ? MAX_PAGES : pages + orders.freePages;
  database.prepare(`PRAGMA max_page_count = ${most}`).get();
};

/** A heartbeat is no step of a turn. */
const isStep = (sql: string): boolean =>
  /^\s*(?:INSERT|UPDATE|DELETE|COMMIT)/i.test(sql) && !/\bowners\b|\blease/i.test(sql);

const durable = <T>(sql: string, work: () => T): T => {
  const { killAt } = orders;
  const isCounted = killAt?.step === undefined ? isStep(sql) : sql.includes(STEPS[killAt.step]);
  if (!killAt || !isCounted) return work();
  writes += 1;
  const { by = 'SIGKILL' } = killAt;
  // What is on its way when a process is frozen goes out when it wakes up: the window that docs/delivery.md names.
  const isNow = !isDone && writes >= killAt.write && (by === 'SIGKILL' || underWay.size === 0);
  isDone ||= isNow;
  if (isNow && killAt.side === 'before') process.kill(process.pid, by);
  const result = work();
  if (isNow && killAt.side === 'after') process.kill(process.pid, by);
  return result;
};

/** Lets each call of a method be a durable write where its SQL is one. */
const wrap = (owner: object, name: string, sqlOf: (self: unknown, argument: unknown) => string): void => {
  const method = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
  const apply = (target: typeof method, self: unknown, args: unknown[]): unknown =>
    durable(sqlOf(self, args[0]), () => Reflect.apply(target, self, args));
  Reflect.set(owner, name, new Proxy(method, { apply }));
};

for (const name of ['run', 'get'])
  wrap(StatementSync.prototype, name, (statement) => (statement as StatementSync).sourceSQL);
wrap(DatabaseSync.prototype, 'exec', (database, sql) => {
  databases.add(database as DatabaseSync);
  return String(sql);
});

const asSend = (message: unknown): { path: string } | undefined => {
  const { request } = message as { request: { path: string } };
  return SENDS.test(request.path) ? request : undefined;
};
for (const name of ['undici:request:create', 'http.client.request.start'])
  subscribe(name, (message) => asSend(message) && underWay.add(asSend(message)));
const ENDS = [
  'undici:request:trailers',
  'undici:request:error',
  'http.client.response.finish',
  'http.client.request.error',
];
for (const name of ENDS) subscribe(name, (message) => underWay.delete(asSend(message)));

const realNow = Date.now;
Date.now = () => realNow() + (orders.clockOffsetMs ?? 0);

read();
setInterval(read, LOOK_MS).unref();
