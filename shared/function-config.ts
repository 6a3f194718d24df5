import { readFileSync } from 'node:fs'

/** The part of the config that one function needs, as it was when it was deployed. */
export type FunctionConfig<Slice> = Slice & {
  /** Hash of the slice. The ledger keeps it with each decision, so that a decision can be replayed. */
  readonly version: string
}

/** Reads `config.json`, which the deployment lays beside the bundle. Tests pass their own config instead. */
export const functionConfig = <Slice>(): FunctionConfig<Slice> =>
  JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8')) as FunctionConfig<Slice>
