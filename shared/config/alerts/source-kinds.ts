// Apart from the schema, so that the functions need not carry zod for it.

/** The forms in which a source may report, by the product that sends them; `json` is our own. */
export const sourceKinds = [
  'json',
  'alertmanager',
  'grafana',
  'healthchecks',
  'uptime-kuma',
  'sentry',
  'github',
] as const

export type SourceKind = (typeof sourceKinds)[number]
