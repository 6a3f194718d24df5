import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { App } from 'aws-cdk-lib'
import { bundle, targetOf } from '../infra/constructs/bundle.ts'
import { projectRoot } from '../local/places.ts'
import { config } from '../nightshift.config.ts'
import { benchDirectory, type DeployedFunction, makeAssembly } from './assembly.ts'
import { clientsUsed, packagesAsked, sizesOf, strangers, totalBytes } from './clients.ts'
import { importTimes } from './import-time.ts'
import type { Bench, BenchRow } from './row.ts'
import { duration } from './statistics.ts'

/** Fresh processes for each bundle. */
const rounds = 25

/** How much longer a function may take to import than its SDK clients alone. */
const mark = 1.2

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`

/** Bundles what the function takes from the SDK, its clients made, and nothing else, in the way in which functions are bundled. */
const bundleClients = (name: string, clients: ReadonlyMap<string, readonly string[]>): string => {
  const outdir = join(benchDirectory, 'clients')
  mkdirSync(outdir, { recursive: true })
  const entry = join(outdir, `${name}.ts`)
  const imports = [...clients].map(([from, names]) => `import { ${names.join(', ')} } from '${from}'\n`)
  const uses = [...clients].flatMap(([from, names]) =>
    names.map((used) => (from.startsWith('@aws-sdk/client-') && used.endsWith('Client') ? `new ${used}({})` : used)),
  )
  writeFileSync(entry, `${imports.join('')}export const taken = [${uses.join(', ')}]\n`)
  return bundle({ entry: relative(projectRoot, entry), config: {}, packages: [], target: targetOf(new App()), outdir })
}

const measure = async ({
  name,
  folder,
  variables,
  metafile,
}: DeployedFunction): Promise<readonly [string, BenchRow]> => {
  const clients = clientsUsed(metafile)
  const alone = bundleClients(name, clients)
  const env = { PATH: process.env.PATH, AWS_REGION: config.region, ...variables }
  const [ours = 0, theirs = 0] = await importTimes([join(folder, 'index.mjs'), join(alone, 'index.mjs')], rounds, env)
  const foreign = strangers(metafile, packagesAsked(metafile))
  const biggest = sizesOf(metafile)
    .slice(0, 5)
    .map(([from, bytes]) => `${from} ${kilobytes(bytes)}`)
  return [
    `${name}: ${kilobytes(totalBytes(metafile))}; ${biggest.join(', ')}${foreign.length > 0 ? `; strangers: ${foreign.join(', ')}` : ''}`,
    {
      what: `cold import, ${name}`,
      ours: duration(ours),
      reference: `${duration(theirs)} its SDK clients alone`,
      ratio: ours / theirs,
      mark: `≤ ${mark}× and no stranger in the bundle`,
      met: ours / theirs <= mark && foreign.length === 0,
    },
  ]
}

/** Every function of the deployment, imported in a fresh process, beside the SDK clients that it uses. */
export const run: Bench['run'] = async (report) => {
  const { functions } = await makeAssembly(config.name)
  if (functions.length === 0) throw new Error('The templates have no function of ours')
  report(`${functions.length} functions bundled for this machine`)
  const rows: BenchRow[] = []
  for (const each of functions) {
    const [line, row] = await measure(each)
    report(line)
    rows.push(row)
  }
  return rows
}
