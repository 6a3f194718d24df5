import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Metafile } from 'esbuild'
import { localDirectory } from '../local/places.ts'
import { synthesize } from '../local/synthesize.ts'

export const benchDirectory = join(localDirectory, 'bench')
const assemblyDir = join(benchDirectory, 'cdk.out')

/** A function as it is deployed. */
export interface DeployedFunction {
  /** Its capability and file, such as `alerts-on-alarm`. */
  readonly name: string
  /** The folder that is zipped and uploaded. */
  readonly folder: string
  /** The environment that the deployment sets. What only AWS knows in it is `bench`. */
  readonly variables: Readonly<Record<string, string>>
  /** What went into the bundle. https://esbuild.github.io/api/#metafile */
  readonly metafile: Metafile
}

export interface BenchAssembly {
  /** What a deployment reads. */
  readonly directory: string
  readonly functions: readonly DeployedFunction[]
}

interface Resource {
  readonly Type: string
  readonly Properties?: {
    readonly FunctionName?: string
    readonly Code?: { readonly S3Key?: string }
    readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> }
  }
}

interface Artifact {
  readonly type: string
  readonly properties?: { readonly templateFile?: string }
}

const readJson = <Value>(...path: readonly string[]): Value => JSON.parse(readFileSync(join(...path), 'utf8')) as Value

/** What went into an asset. Bundles are called by their entry files, and functions need not be. */
const metafileOf = (asset: string): Metafile => {
  const code = readFileSync(join(assemblyDir, asset, 'index.mjs'), 'utf8')
  const bundle = globSync('bundles/*/index.mjs', { cwd: assemblyDir }).find(
    (file) => readFileSync(join(assemblyDir, file), 'utf8') === code,
  )
  if (bundle === undefined) throw new Error(`No bundle has the code of ${asset}`)
  return readJson<Metafile>(assemblyDir, `${dirname(bundle)}.meta.json`)
}

/** A value of a template as a text, with `bench` for each reference. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const joined = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join']
  return joined ? joined[1].map(textOf).join(joined[0]) : 'bench'
}

const functionsOf = (template: string, deployment: string): DeployedFunction[] => {
  const { Resources } = readJson<{ Resources: Readonly<Record<string, Resource>> }>(assemblyDir, template)
  return Object.values(Resources).flatMap(({ Type, Properties }) => {
    const hash = /^([0-9a-f]{64})\.zip$/.exec(Properties?.Code?.S3Key ?? '')?.[1]
    const prefix = `${deployment}-`
    if (Type !== 'AWS::Lambda::Function' || !hash || !Properties?.FunctionName?.startsWith(prefix)) return []
    const name = Properties.FunctionName.slice(prefix.length)
    return [
      {
        name,
        folder: join(assemblyDir, `asset.${hash}`),
        variables: Object.fromEntries(
          Object.entries(Properties.Environment?.Variables ?? {}).map(([variable, value]) => [variable, textOf(value)]),
        ),
        metafile: metafileOf(`asset.${hash}`),
      },
    ]
  })
}

const read = (deployment: string): BenchAssembly => {
  const { artifacts } = readJson<{ artifacts: Readonly<Record<string, Artifact>> }>(assemblyDir, 'manifest.json')
  const functions = Object.values(artifacts).flatMap(({ type, properties }) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile
      ? functionsOf(properties.templateFile, deployment)
      : [],
  )
  return { directory: assemblyDir, functions }
}

let made: Promise<BenchAssembly> | undefined

/**
 * The stacks and functions of nightshift.config.ts as the laptop deploys them: with the sharp of this machine. Made once.
 * @throws Error with what the synthesis said
 */
export const makeAssembly = (deployment: string): Promise<BenchAssembly> => {
  made ??= synthesize(assemblyDir).then(() => read(deployment))
  return made
}
