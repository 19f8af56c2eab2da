import type { Dashboard, Panel } from '@grafana/schema';

type Query = readonly [expression: string, legend: string];
interface Drawn {
  title: string;
  description: string;
  queries: readonly Query[];
  /** As Grafana names units. */
  unit?: string;
  /** One number in the place of a curve. */
  isNumber?: boolean;
}

const JOB = 'job=~"$job"';
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A counter per second or, where that is too small a figure, in the time that a point stands for. */
const increase = (name: string, by: string): string =>
  `sum by (${by}) (increase(aitta_bot_${name}_total{${JOB}}[$__rate_interval]))`;
const quantile = (share: number, name: string, by = ''): string =>
  `histogram_quantile(${share}, sum by (le${by === '' ? '' : `, ${by}`}) (rate(aitta_bot_${name}_seconds_bucket{${JOB}}[$__rate_interval])))`;

const NUMBERS: readonly Drawn[] = [
  {
    title: 'Parts that do not work',
    description: 'Platforms, store, Aitta. /readyz has the reasons.',
    queries: [[`count(aitta_bot_part_up{${JOB}} == 0) or vector(0)`, '']],
  },
  {
    title: 'Open questions',
    description: 'Accepted and not answered yet, waiting ones included.',
    queries: [[`sum(aitta_bot_open_turns{${JOB}})`, '']],
  },
  {
    title: 'Answers in an hour',
    description: '',
    queries: [[`sum(increase(aitta_bot_answers_total{${JOB}, result="answered"}[1h]))`, '']],
  },
  {
    title: 'First token, 95 %',
    description: 'From acceptance, over the last hour.',
    queries: [[`histogram_quantile(0.95, sum by (le) (rate(aitta_bot_first_token_seconds_bucket{${JOB}}[1h])))`, '']],
    unit: 's',
  },
  {
    title: 'Token of Aitta ends in',
    description: 'A person has to get the next one.',
    queries: [[`min(aitta_bot_aitta_token_seconds_left{${JOB}})`, '']],
    unit: 's',
  },
  {
    title: 'Promised starts that came in time',
    description: 'Eight in ten are meant to be within what people were told. Over a day.',
    queries: [
      [
        `sum(increase(aitta_bot_start_estimates_total{${JOB}, result!="later"}[1d])) / sum(increase(aitta_bot_start_estimates_total{${JOB}}[1d]))`,
        '',
      ],
    ],
    unit: 'percentunit',
  },
];

const CURVES: readonly Drawn[] = [
  {
    title: 'What arrives',
    description: 'Questions, commands, presses; new, again (duplicate), or not taken (refused).',
    queries: [[increase('arrivals', 'platform, result'), '{{platform}} {{result}}']],
  },
  {
    title: 'How questions end',
    description: 'answered and stopped are well; others are the codes of docs/operate.md.',
    queries: [[increase('answers', 'result'), '{{result}}']],
  },
  {
    title: 'Time to an answer',
    description:
      'From acceptance: the first sign of life, the first token, all of it posted. Half and 95 % of the questions.',
    queries: [
      [quantile(0.5, 'first_sign'), 'first sign, half'],
      [quantile(0.95, 'first_sign'), 'first sign, 95 %'],
      [quantile(0.5, 'first_token'), 'first token, half'],
      [quantile(0.95, 'first_token'), 'first token, 95 %'],
      [quantile(0.5, 'answer'), 'answer, half'],
      [quantile(0.95, 'answer'), 'answer, 95 %'],
    ],
    unit: 's',
  },
  {
    title: 'What people wait for',
    description: 'How many questions came to each phase of the wait.',
    queries: [[`sum by (phase) (increase(aitta_bot_phase_seconds_count{${JOB}}[$__rate_interval]))`, '{{phase}}']],
  },
  {
    title: 'When each phase begins',
    description: 'From acceptance; 95 % of the questions that came to it.',
    queries: [[quantile(0.95, 'phase', 'phase'), '{{phase}}']],
    unit: 's',
  },
  {
    title: 'How far estimates of starts are off',
    description: 'Beyond what people were told, on average; 0 is within.',
    queries: [
      [
        `sum(rate(aitta_bot_start_estimate_error_seconds_sum{${JOB}}[1h])) / sum(rate(aitta_bot_start_estimate_error_seconds_count{${JOB}}[1h]))`,
        'seconds',
      ],
      [`sum by (result) (increase(aitta_bot_start_estimates_total{${JOB}}[1h]))`, '{{result}}'],
    ],
  },
  {
    title: 'Requests to Aitta',
    description: 'In flight, and waiting for the shared budget.',
    queries: [[`sum by (state) (aitta_bot_aitta_requests{${JOB}})`, '{{state}}']],
  },
  {
    title: 'Rate limits met',
    description: 'Of Aitta, Slack and Discord.',
    queries: [[increase('rate_limits', 'service'), '{{service}}']],
  },
  {
    title: 'Who may not',
    description: 'Uses that were denied, by reason; limits of people and channels are among them.',
    queries: [[increase('denials', 'platform, reason'), '{{platform}} {{reason}}']],
  },
  {
    title: 'Thumbs',
    description: 'Given or changed.',
    queries: [[increase('votes', 'vote'), '{{vote}}']],
  },
  {
    title: 'Acknowledgement, 99 %',
    description: 'Slack and Discord give up after three seconds.',
    queries: [[quantile(0.99, 'acknowledgement', 'platform'), '{{platform}}']],
    unit: 's',
  },
  {
    title: 'Parts',
    description: '1 works, 0 does not.',
    queries: [[`min by (part) (aitta_bot_part_up{${JOB}})`, '{{part}}']],
  },
  {
    title: 'Last event of a platform',
    description: 'How long ago; long at night, and suspicious in the middle of the day.',
    queries: [[`min by (platform) (aitta_bot_last_event_age_seconds{${JOB}})`, '{{platform}}']],
    unit: 's',
  },
  {
    title: 'Workspaces and guilds',
    description: 'That have the bot.',
    queries: [[`max by (platform) (aitta_bot_workspaces{${JOB}})`, '{{platform}}']],
  },
  {
    title: 'Memory',
    description: '',
    queries: [[`process_resident_memory_bytes{${JOB}}`, '{{instance}}']],
    unit: 'bytes',
  },
  {
    title: 'Processor and event loop',
    description: 'Cores in use; how late timers are, 99 %.',
    queries: [
      [`rate(process_cpu_seconds_total{${JOB}}[$__rate_interval])`, 'cores {{instance}}'],
      [`nodejs_eventloop_lag_p99_seconds{${JOB}}`, 'lag {{instance}}'],
    ],
  },
];

const WIDTH = 24;
const panel = (drawn: Drawn, index: number, { w, h, y }: { w: number; h: number; y: number }): Panel => {
  const id = (drawn.isNumber === true ? 1 : 1 + NUMBERS.length) + index;
  const perRow = WIDTH / w;
  const { title, description, queries, unit, isNumber = false } = drawn;
  return {
    id,
    type: isNumber ? 'stat' : 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { x: (index % perRow) * w, y: y + Math.floor(index / perRow) * h, w, h },
    targets: queries.map(([expr, legendFormat], n) => ({
      refId: String.fromCodePoint('A'.charCodeAt(0) + n),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      instant: isNumber,
    })),
    fieldConfig: { defaults: { ...(unit === undefined ? {} : { unit }), min: 0 }, overrides: [] },
    options: isNumber ? { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } } : {},
  };
};

/** What Grafana imports; its types are the schema that it is held against. */
export const dashboard: Dashboard = {
  uid: 'aitta-bot',
  title: 'aitta-bot',
  description: 'Questions, waits, answers and parts of aitta-bot, from its /metrics.',
  tags: ['aitta-bot'],
  schemaVersion: 39,
  editable: true,
  refresh: '1m',
  time: { from: 'now-24h', to: 'now' },
  timezone: 'browser',
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
      {
        name: 'job',
        type: 'query',
        label: 'Job',
        datasource: DATASOURCE,
        query: { query: 'label_values(aitta_bot_open_turns, job)', refId: 'job' },
        refresh: 2,
        includeAll: true,
        multi: true,
        current: { text: 'All', value: '$__all' },
      },
    ],
  },
  panels: [
    ...NUMBERS.map((drawn, index) => panel({ ...drawn, isNumber: true }, index, { w: 4, h: 4, y: 0 })),
    ...CURVES.map((drawn, index) => panel(drawn, index, { w: 8, h: 8, y: 4 })),
  ],
};
