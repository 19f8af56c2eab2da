import { parser } from '@prometheus-io/lezer-promql';

/** A metric that a query of Prometheus names, and the labels that it goes by. */
export interface Selected {
  metric: string;
  labels: string[];
}

/** @returns what a query names; @throws where it is no query */
export const readQuery = (expression: string): { selected: Selected[]; grouped: string[] } => {
  const source = expression.replaceAll('$__rate_interval', '5m');
  const text = (from: number, to: number): string => source.slice(from, to);
  const selected: Selected[] = [];
  const grouped: string[] = [];
  parser.parse(source).iterate({
    enter: ({ name, from, to, node }) => {
      if (node.type.isError) throw new Error(`no query: ${text(0, from)}<here>${text(from, source.length)}`);
      if (name === 'VectorSelector') {
        const metric = node.getChild('Identifier');
        selected.push({ metric: metric ? text(metric.from, metric.to) : '', labels: [] });
      }
      if (name === 'LabelName')
        if (node.parent?.type.name === 'GroupingLabels') grouped.push(text(from, to));
        else selected.at(-1)?.labels.push(text(from, to));
    },
  });
  return { selected, grouped };
};

/** Of a page of /metrics: the labels that each series has, by the name that a query has for it. */
export const readExposition = (page: string): Map<string, Set<string>> => {
  const series = new Map<string, Set<string>>();
  for (const line of page.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)/.exec(line);
    const [, typed = '', kind] = type ?? [];
    if (kind === 'histogram') for (const end of ['_bucket', '_sum', '_count']) series.set(`${typed}${end}`, new Set());
    else if (type) series.set(typed, new Set());
    const [, name = '', labels = ''] = /^([a-z_:]\w*)(?:\{(.*)\})? /i.exec(line) ?? [];
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) series.get(name)?.add(label);
  }
  return series;
};
