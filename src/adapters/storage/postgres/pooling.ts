import { Client } from 'pg';

/** A server connection that is free is taken by the other one in one of a few transactions. */
const TRIALS = 4;

/**
 * Is there a pooler in between that gives a connection another server after each transaction (PgBouncer's pool modes `transaction` and
 * `statement`)? Advisory locks, LISTEN and prepared statements would belong to whoever comes next.
 */
export const isPooledByTransaction = async (url: string, timeoutMs: number): Promise<boolean> => {
  const options = { connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs };
  const [here, there] = [new Client(options), new Client(options)];
  for (const client of [here, there]) client.on('error', () => undefined); // whoever waits for an answer hears of it
  try {
    await here.connect();
    const first = await serverOf(here);
    if (first === processIdOf(here)) return false; // the server itself has answered
    await there.connect();
    for (let trial = 0; trial < TRIALS; trial++) {
      await there.query('BEGIN');
      const taken = await serverOf(there);
      const next = await serverOf(here);
      await there.query('COMMIT');
      if (taken === first || next !== first) return true;
    }
    return false;
  } finally {
    await Promise.allSettled([here.end(), there.end()]);
  }
};

const serverOf = async (client: Client): Promise<number> =>
  Number((await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid);

/** As it was told at the login; a pooler makes one up. */
const processIdOf = (client: Client): unknown => (client as unknown as { processID?: unknown }).processID;
