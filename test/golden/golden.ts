import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config as example } from '../../nightshift.config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { type Item, makeTable } from '../dynamodb/fake-table.ts'
import { tableClient } from '../dynamodb/table-client.ts'
import { type Templates, templatesOf } from '../infra/templates.ts'
import { existing, minimal } from '../infra/variants.ts'
import { playScenes } from './scenes.ts'

const home = import.meta.dirname

/** What a version made: the configs that were deployed with their templates, and the table that it left behind. */
export interface Golden {
  readonly name: string
  readonly deployments: Readonly<Record<string, { readonly config: ConfigInput; readonly templates: Templates }>>
  /** Each as DynamoDB keeps it. */
  readonly items: readonly Item[]
}

/** A JSON text with a line for each value of the first levels: small, and readable as a difference. */
const lines = (value: unknown, levels: number, indent = ''): string => {
  if (levels === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const parts = Object.entries(value).map(
    ([key, each]) => `${indent} ${JSON.stringify(key)}: ${lines(each, levels - 1, `${indent} `)}`,
  )
  return `{\n${parts.join(',\n')}\n${indent}}`
}

/**
 * Writes down what today's code makes. Only the script does, once for each version: what is there stays as it is.
 * @param only whether only the records are kept, where the templates are as before
 * @throws Error when there is one of this name
 */
export const makeGolden = async (name: string, only?: 'records'): Promise<void> => {
  const folder = join(home, name)
  if (existsSync(folder)) throw new Error(`${folder} is there, and golden files stay as they are. Take another name.`)
  const table = makeTable()
  await playScenes(dynamoLedger('ledger', tableClient(table)))
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'records.jsonl'),
    [...table.rows.values()].map((item) => `${JSON.stringify(item)}\n`).join(''),
  )
  if (only === 'records') return
  for (const [deployment, config] of Object.entries({ example, existing, minimal }))
    writeFileSync(join(folder, `${deployment}.json`), `${lines({ config, templates: templatesOf(config) }, 5)}\n`)
}

const readOne = (name: string): Golden => {
  const folder = join(home, name)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const deployments = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -'.json'.length), JSON.parse(read(file))] as const)
  return {
    name,
    deployments: Object.fromEntries(deployments),
    items: read('records.jsonl')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Item),
  }
}

/** What every version so far has made, oldest first. */
export const readGolden = (): Golden[] =>
  readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readOne(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
