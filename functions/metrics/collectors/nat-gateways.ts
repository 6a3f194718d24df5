import { configuredCollector, type Reading, type SchemaKit } from './collector.ts'
import { readMetrics, readsMetricData } from './metric-data.ts'

/** NAT gateways are billed for each byte that they take in, from either side. https://aws.amazon.com/vpc/pricing/ */
const billed = ['BytesInFromSource', 'BytesInFromDestination']

/** Bytes that a NAT gateway took in from both sides, and so is billed for. Nothing while it reports nothing. */
export const measureNatGateway = (bytes: readonly (number | undefined)[]): Reading[] => {
  const known = bytes.filter((each) => each !== undefined)
  return known.length === 0
    ? []
    : [{ name: 'NatGatewayBytes', value: known.reduce((sum, each) => sum + each, 0), unit: 'Bytes' }]
}

/** NAT gateways, by id: the bytes of five minutes that they are billed for, both directions together. */
export const natGateways = configuredCollector({
  kind: 'nat-gateway',
  schema: ({ z }: SchemaKit) =>
    z
      .array(z.string().regex(/^nat-[0-9a-f]{8,17}$/, 'the id of a NAT gateway, such as nat-0a1b2c3d4e5f60718'))
      .default([]),
  places: (named) => named.map((id) => ({ id })),
  text: ({ id }) => `NAT gateway ${id}`,
  dimensions: ({ id }) => ({ NatGateway: id }),
  read: async ({ id }, sources, now) => {
    // The last five minutes that are over; EC2 sends a value each minute, some minutes late.
    const until = new Date(Math.floor(now.getTime() / 300_000) * 300_000 - 300_000)
    const from = new Date(until.getTime() - 300_000)
    const values = await readMetrics(
      billed.map((metric) => ({
        namespace: 'AWS/NATGateway',
        metric,
        dimensions: { NatGatewayId: id },
        statistic: 'Sum' as const,
        period: 300,
        from,
        until,
      })),
      sources,
    )
    return measureNatGateway(values.map(([newest]) => newest))
  },
  statements: () => [readsMetricData],
  metrics: ['NatGatewayBytes'],
  shown: { name: 'NatGatewayBytes', statistic: 'Sum' },
})
