import { settingNames } from '../../src/config.ts';

const text = { type: 'string' };
const yesOrNo = { type: 'boolean' };
const anyObject = { type: 'object' };
const closed = (properties: object, more: object = {}): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
/** Helm writes what looks like a number or a truth value as such. */
const settingValue = { type: ['string', 'number', 'boolean'] };
/** Set by the chart itself. */
const CHARTS_OWN: ReadonlySet<string> = new Set(['HOST', 'PORT']);

/** What Helm holds a values file against before it renders anything: a misspelt name or setting is refused by name. */
export const valuesSchema = (): object => {
  // What may stand in a file of its own is a secret.
  const secrets = new Set(settingNames.filter((name) => settingNames.includes(`${name}_FILE`)));
  const settings = settingNames.filter((name) => !secrets.has(name) && !CHARTS_OWN.has(name));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart aitta-bot',
    ...closed({
      image: closed({
        repository: { type: 'string', minLength: 1 },
        tag: text,
        digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
        pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
      }),
      imagePullSecrets: { type: 'array', items: closed({ name: text }, { required: ['name'] }) },
      settings: closed(Object.fromEntries(settings.map((name) => [name, settingValue]))),
      secret: closed({
        existing: text,
        aitta: { enum: ['AITTA_ACCESS_TOKEN', 'AITTA_API_KEY', ''] },
        values: closed(Object.fromEntries([...secrets].map((name) => [name, text]))),
      }),
      replicas: { type: 'integer', minimum: 0, maximum: 10 },
      postgres: yesOrNo,
      store: closed({
        size: { type: 'string', pattern: '^[0-9]+(Mi|Gi|Ti)$' },
        storageClassName: text,
        existingClaim: text,
      }),
      ingress: closed(
        { enabled: yesOrNo, className: text, host: text, tlsSecret: text, annotations: anyObject },
        { anyOf: [{ properties: { enabled: { const: false } } }, { properties: { host: { minLength: 1 } } }] },
      ),
      route: closed({ enabled: yesOrNo, host: text }),
      networkPolicy: closed({
        enabled: yesOrNo,
        from: { type: 'array', items: anyObject },
        egressPorts: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 65_535 } },
      }),
      serviceMonitor: closed({ enabled: yesOrNo, interval: text }),
      prometheusRule: closed({ enabled: yesOrNo, labels: { type: 'object', additionalProperties: text } }),
      resources: anyObject,
      podSecurityContext: anyObject,
      terminationGracePeriodSeconds: { type: 'integer', minimum: 1 },
      podAnnotations: anyObject,
      nodeSelector: anyObject,
      tolerations: { type: 'array', items: anyObject },
      affinity: anyObject,
      global: anyObject,
    }),
  };
};
