import { CHAT_COMPLETION, EMBEDDINGS } from '../aitta/model-data.ts';
import { systemClock, type Clock } from '../async/clock.ts';
import { cleanText } from '../markdown/scan/clean-text.ts';
import { english } from '../core/sentences/english.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { loadConfig } from '../config.ts';
import { withAitta } from './aitta-session.ts';
import { withGateway } from './gateway-session.ts';
import { jsonText } from './json-text.ts';
import { readModelRows, type ModelRow, type ModelRows } from './model-rows.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runVerb, type VerbIo } from './run-verb.ts';
import { StatusLine } from './status-line.ts';
import { createPaint, type Paint, type Style } from './terminal.ts';
import { textTable, type Cell, type Column } from './text-table.ts';

const USAGE = `Usage: aitta-bot models [--json]

The models that Aitta, or the service of OPENAI_BASE_URL, offers: what they can do, whether they run, and how much they read at once (tokens).

  --json   a JSON array of { id, capabilities, tasks, availability, contextTokens, description }; null is unknown
`;

const COLUMNS: readonly Column[] = [
  { title: 'MODEL' },
  { title: 'CAPABILITY' },
  { title: 'AVAILABILITY' },
  { title: 'CONTEXT', align: 'right' },
];
const CAPABILITIES: Readonly<Record<string, string>> = {
  [CHAT_COMPLETION]: 'chat',
  [EMBEDDINGS]: 'embeddings',
};
const STATE_STYLES: Readonly<Record<ModelRow['availability'], Style>> = {
  running: 'green',
  starting: 'yellow',
  requested: 'yellow',
  offline: 'dim',
  unknown: 'dim',
};

/** `aitta-bot models`. @returns the exit code, see `runVerb`. @throws SettingsError */
export const models = (argv: readonly string[], io: VerbIo, clock: Clock = systemClock): Promise<number> =>
  runVerb('models', io, async () => {
    const { values } = parseCommandLine({
      args: [...argv],
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    const { rows, gaps, title } = await readRows(io, clock);
    io.stdout.write(
      values.json === true ? jsonText(rows.map(toJson)) : toTable(rows, title, createPaint(io.stdout, io.env)),
    );
    for (const gap of gaps) io.stderr.write(`aitta-bot models: ${io.secrets.scrub(asOneLine(gap))}\n`);
    return 0;
  });

/** What a service with OpenAI's API does not tell is unknown. */
const readRows = async (io: VerbIo, clock: Clock): Promise<ModelRows & { title: string }> => {
  const status = new StatusLine(io);
  const asking = async (title: string, rows: () => Promise<ModelRows>) => {
    status.show(`Asking ${title} for its models …`, '');
    try {
      return { ...(await rows()), title };
    } finally {
      status.clear();
    }
  };
  if (loadConfig(io.env).service.kind !== 'openai')
    return withAitta(io, clock, (session) => asking('Aitta', () => readModelRows(session, io.signal)));
  return withGateway(io, clock, ({ gateway, title }) =>
    asking(title, async () => {
      const { models: listed } = await unlessAborted(gateway.models(), io.signal);
      const rows = listed.map(({ id, chat, contextTokens }): ModelRow => {
        const capabilities = chat ? undefined : [];
        return { id, capabilities, tasks: false, availability: 'unknown', contextTokens, description: undefined };
      });
      return { rows, gaps: [] };
    }),
  );
};

const toTable = (rows: readonly ModelRow[], title: string, paint: Paint): string =>
  rows.length === 0 ? `${title} offers no models at the moment.\n` : textTable(COLUMNS, rows.map(toCells), paint);

const toCells = ({ id, capabilities, tasks, availability, contextTokens }: ModelRow): Cell[] => {
  const can = capabilities?.map((word) => CAPABILITIES[word] ?? word) ?? ['?'];
  return [
    { text: asOneLine(id) },
    { text: asOneLine([...can, ...(tasks ? ['tasks'] : [])].join(', ')) },
    { text: availability === 'unknown' ? '?' : english.shortStates[availability], style: STATE_STYLES[availability] },
    { text: contextTokens === undefined ? '?' : contextTokens.toLocaleString('en') },
  ];
};

const asOneLine = (text: string): string => cleanText(text).replaceAll(/\s+/gu, ' ');

const toJson = ({ capabilities, contextTokens, description, ...row }: ModelRow): object => ({
  id: row.id,
  capabilities: capabilities ?? null,
  tasks: row.tasks,
  availability: row.availability,
  contextTokens: contextTokens ?? null,
  description: description ?? null,
});
