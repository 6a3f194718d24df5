import type * as Zod from 'zod'
import type { ClientOf } from '../../../shared/client-pool.ts'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { dimensionText } from '../../../shared/metrics/dimensions.ts'
import type { Unit } from '../../../shared/metrics.ts'
import type { Statement } from '../../../shared/statement.ts'

export type { SchemaKit } from '../../../shared/config/schema-kit.ts'

/** A measured value. */
export interface Reading {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  /** Where they are known only after reading. Default: the target's. */
  readonly dimensions?: Readonly<Record<string, string>>
}

/** AWS as a collector reads it. */
export interface Sources {
  readonly ledger: Pick<Ledger, 'get'>
  readonly client: ClientOf
}

/** Makes ARNs in the deployment's partition, region and account. */
export interface Arns {
  /** Of a resource such as `service/shop/web` of a service such as `ecs`. */
  readonly of: (service: string, resource: string) => string
  /** Of a bucket: its name is unique in a partition, and its ARN has neither region nor account. */
  readonly bucket: (name: string) => string
  /** Of the ledger's table. */
  readonly ledger: string
}

/** One thing that is looked at. */
export interface Target {
  /** The collector's word for it: in the log, and as the dimension `Collector` of `CollectorFailures`. */
  readonly kind: string
  /** The thing as the config names it, for the log. */
  readonly text: string
  readonly dimensions: Readonly<Record<string, string>>
  /** @throws the SDK's errors; PermanentError for what does not exist */
  readonly read: (sources: Sources, now: Date) => Promise<readonly Reading[]>
}

/** What a target needs where it is deployed, beside being read. */
export interface DeployedTarget extends Target {
  readonly statements: (arns: Arns) => readonly Statement[]
  /** Names of the metrics that it may have. */
  readonly metrics: readonly string[]
  /** The metric that the dashboard shows. Default none. */
  readonly shown?: { readonly name: string; readonly statistic: string } | undefined
}

/** Names that only the deployment knows, by environment variable. What the deployment does not have is missing. */
export type DeployedNames = Readonly<
  Partial<
    Record<
      | 'UPLOADS_BUCKET'
      | 'THUMBNAILS_BUCKET'
      | 'ESTATE_CLUSTER'
      | 'ESTATE_SERVICE'
      | 'ESTATE_DATABASE'
      | 'ESTATE_CERTIFICATE',
      string | undefined
    >
  >
>

/** What is known beside a collector's own part of the config. */
export interface Given {
  readonly deployed: DeployedNames
  /** Names of the jobs. */
  readonly jobs: readonly string[]
  /** Region whose month of text messages is copied here, because an alarm cannot look into another region. Default none. */
  readonly smsRegion?: string | undefined
  /** The month's money for text messages in US dollars, and the region that sends them. Default: there is no limit. */
  readonly smsMoney?: { readonly budget: number; readonly region: string } | undefined
}

interface Definition<Value, Place extends object> {
  readonly kind: string
  /** Everything to look at. What comes twice is looked at once. @throws Error where the deployment lacks what is named */
  readonly places: (value: Value, given: Given) => readonly Place[]
  readonly text: (place: Place) => string
  /** Values that CloudWatch does not take are put into its spelling, and empty ones left out. */
  readonly dimensions: (place: Place, all: readonly Place[]) => Readonly<Record<string, string>>
  readonly read: (place: Place, sources: Sources, now: Date) => Promise<readonly Reading[]>
  readonly statements: (place: Place, arns: Arns) => readonly Statement[]
  readonly metrics: readonly string[]
  readonly shown?: DeployedTarget['shown']
}

/** A collector: what the config says about it, and what it looks at. */
export interface Collector<Value> {
  readonly kind: string
  /** Names of the metrics that its targets may have. */
  readonly metrics: readonly string[]
  readonly targets: (value: Value, given: Given) => readonly DeployedTarget[]
}

/** A collector that has a key in the config, under `metrics`. */
export interface ConfiguredCollector<Schema extends Zod.ZodType> extends Collector<Zod.output<Schema>> {
  readonly schema: (kit: SchemaKit) => Schema
}

/** Dimensions that CloudWatch takes; one without a value, such as an empty prefix, is left out. */
export const dimensionsOf = (wanted: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]): [string, string][] => {
      const text = dimensionText(value)
      return text === undefined ? [] : [[name, text]]
    }),
  )

const withoutRepeats = <Value>(all: readonly Value[]): Value[] => [
  ...new Map(all.map((value) => [JSON.stringify(value), value])).values(),
]

/** A collector that looks at what the deployment itself has. */
export const impliedCollector = <Place extends object>(
  definition: Definition<undefined, Place>,
): Collector<undefined> => collectorOf(definition)

/** A collector that looks at what the config names. */
export const configuredCollector = <Schema extends Zod.ZodType, Place extends object>({
  schema,
  ...definition
}: Definition<Zod.output<Schema>, Place> & {
  readonly schema: (kit: SchemaKit) => Schema
}): ConfiguredCollector<Schema> => ({ schema, ...collectorOf(definition) })

const collectorOf = <Value, Place extends object>(definition: Definition<Value, Place>): Collector<Value> => {
  const { kind, metrics, shown } = definition
  const targets = (value: Value, given: Given): DeployedTarget[] => {
    const places = withoutRepeats(definition.places(value, given))
    return places.map((place) => ({
      kind,
      metrics,
      shown,
      text: definition.text(place),
      dimensions: dimensionsOf(definition.dimensions(place, places)),
      read: (sources, now) => definition.read(place, sources, now),
      statements: (arns) => definition.statements(place, arns),
    }))
  }
  return { kind, metrics, targets }
}
