import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Template } from './emulator-gaps.ts'

/** A file that a stack needs in a bucket before it is deployed. */
export type Asset = {
  /** File or directory. */
  readonly source: string
  readonly isDirectory: boolean
  readonly bucket: string
  readonly key: string
}

/** A stack of a cloud assembly. */
export type AssemblyStack = {
  readonly id: string
  readonly name: string
  /** Where it is deployed: the deployment's region, or another that AWS wants for it. */
  readonly region: string
  readonly template: Template
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Ids of the stacks that have to be there first. */
  readonly dependencies: readonly string[]
}

export type Assembly = { readonly stacks: readonly AssemblyStack[]; readonly assets: readonly Asset[] }

type Artifact = {
  readonly type: string
  readonly dependencies?: readonly string[]
  /** `aws://<account>/<region>`, each of which may be left open as `unknown-…`. */
  readonly environment?: string
  readonly properties?: {
    readonly file?: string
    readonly templateFile?: string
    readonly stackName?: string
    readonly parameters?: Readonly<Record<string, string>>
    readonly tags?: Readonly<Record<string, string>>
  }
}

type AssetFile = {
  readonly source: { readonly path?: string; readonly packaging?: string }
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string; readonly region?: string }>
  >
}

const readJson = <Value>(...path: readonly string[]): Value => JSON.parse(readFileSync(join(...path), 'utf8')) as Value

/** Depth first through everything that a stack depends on: an asset manifest may stand between two stacks. */
const stacksBefore = (id: string, artifacts: Readonly<Record<string, Artifact>>): string[] => {
  const seen = new Set<string>()
  const visit = (at: string): void => {
    for (const next of artifacts[at]?.dependencies ?? [])
      if (!seen.has(next)) {
        seen.add(next)
        visit(next)
      }
  }
  visit(id)
  return [...seen].filter((other) => artifacts[other]?.type === 'aws:cloudformation:stack')
}

/** The region that an environment names, or nothing where it leaves it open. */
const regionOf = (environment = ''): string | undefined =>
  /^aws:\/\/[^/]+\/(?!unknown-region$)(.+)$/.exec(environment)?.[1]

const assetsOf = (directory: string, file: string, place: (text: string, region?: string) => string): Asset[] => {
  const { files, dockerImages } = readJson<{ files: Record<string, AssetFile>; dockerImages: object }>(directory, file)
  if (Object.keys(dockerImages).length > 0)
    throw new Error(`${file}: the laptop cannot build container images; name one from a registry instead`)
  return Object.values(files).flatMap(({ source, destinations }) =>
    source.path === undefined || source.path.endsWith('.template.json')
      ? []
      : Object.values(destinations).map(({ bucketName, objectKey, region }) => ({
          source: join(directory, source.path ?? ''),
          isDirectory: source.packaging === 'zip',
          bucket: place(bucketName, region),
          key: objectKey,
        })),
  )
}

/**
 * Reads what `cdk synth` wrote: https://docs.aws.amazon.com/cdk/v2/guide/apps.html#apps-cloud-assembly
 * Account and region take the place of those that the assembly leaves open. Nested assemblies (stages) are not read.
 */
export const readAssembly = (
  directory: string,
  { account, region }: { readonly account: string; readonly region: string },
): Assembly => {
  const { artifacts } = readJson<{ artifacts: Record<string, Artifact> }>(directory, 'manifest.json')
  const place = (text: string, of = region): string =>
    text
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's pseudo parameters look like this
      .replaceAll('${AWS::AccountId}', account)
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's pseudo parameters look like this
      .replaceAll('${AWS::Region}', of)
  const stacks = Object.entries(artifacts).flatMap(([id, { type, properties, environment }]) =>
    type === 'aws:cloudformation:stack'
      ? [
          {
            id,
            name: properties?.stackName ?? id,
            region: regionOf(environment) ?? region,
            template: readJson<Template>(directory, properties?.templateFile ?? `${id}.template.json`),
            parameters: properties?.parameters ?? {},
            tags: properties?.tags ?? {},
            dependencies: stacksBefore(id, artifacts),
          },
        ]
      : [],
  )
  const assets = Object.values(artifacts).flatMap(({ type, properties }) =>
    type === 'cdk:asset-manifest' && properties?.file ? assetsOf(directory, properties.file, place) : [],
  )
  // Stacks share assets: each is uploaded once.
  return { stacks, assets: [...new Map(assets.map((asset) => [`${asset.bucket}/${asset.key}`, asset])).values()] }
}
