import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { composeStacks } from '../infra/compose.ts'
import { NetworkStack } from '../infra/stacks/network.ts'
import { OperationsStack } from '../infra/stacks/operations.ts'
import { projectRoot } from '../local/places.ts'
import type { EndpointService } from '../shared/config/estate/endpoint-services.ts'
import type { NetworkConfig } from '../shared/config/estate/network-schema.ts'
import type { Config } from '../shared/config/schema.ts'

/** What is read of a CloudFormation template. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

export interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

/** Runs `use` with an app that has the flags of cdk.json and no bundling, and leaves no files behind. */
const synthesized = <Result>(use: (app: App) => Result): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-cost-'))
  try {
    const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'))
    return use(new App({ outdir, analyticsReporting: false, context: { ...context, 'aws:cdk:bundling-stacks': [] } }))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/**
 * The template of the night shift itself. The jobs' network is made, because the jobs' functions refer to it, and left out;
 * so are the web service and the database.
 */
export const operationsTemplate = (config: Config): Template =>
  synthesized((app) => {
    const props = { env: { region: config.region } }
    const network =
      config.estate && new NetworkStack(app, 'network', { ...props, config: config.estate.network }).network
    const stack = new OperationsStack(app, 'operations', {
      ...props,
      config,
      estate: {},
      firewall: { sets: [] },
      ...(network ? { network } : {}),
    })
    return app.synth().getStackByName(stack.stackName).template as Template
  })

/** The template of a network alone. */
export const networkTemplate = (config: NetworkConfig, endpoints: readonly EndpointService[]): Template =>
  synthesized((app) => {
    const stack = new NetworkStack(app, 'network', { env: { region: 'us-east-1' }, config, endpoints })
    return app.synth().getStackByName(stack.stackName).template as Template
  })

/** The templates of the network, the database, the cache, the web service, what stands before it, and the trail, as far as the config has them. */
export const estateTemplates = (config: Config): Template[] =>
  synthesized((app) => {
    composeStacks(app, config)
    const assembly = app.synth()
    return ['network', 'data', 'cache', 'web', 'firewall', 'firewall-edge', 'audit'].flatMap((part) => {
      const stack = assembly.stacks.find(({ stackName }) => stackName === `${config.name}-${part}`)
      return stack ? [stack.template as Template] : []
    })
  })

/** The resources of one type, with their ids. */
export const resourcesOf = ({ Resources }: Template, type: string): { readonly id: string; readonly props: Props }[] =>
  Object.entries(Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties = {} }]) => ({ id, props: Properties }))

export type Props = Readonly<Record<string, unknown>>

/** The id in `{Ref}` or `{Fn::GetAtt}`. */
export const referredId = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if ('Ref' in value) return String(value.Ref)
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return String(value['Fn::GetAtt'][0])
  return undefined
}
