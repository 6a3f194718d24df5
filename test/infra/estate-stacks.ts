import { composeStacks } from '../../infra/compose.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { Config, ConfigInput } from '../../shared/config/schema.ts'
import { type Proof, proveStacks, reachProblems } from '../../shared/reach/estate/proof.ts'
import type { StackTemplate } from '../../shared/reach/templates/resolve.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-30T00:00:00Z')
const account = '123456789012'
export const region = 'ap-northeast-2'
/** An image that every choice of a network can pull. */
export const image = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web:1`

/** The smallest deployment around an estate: no jobs, no console, no photos. */
export const configOf = (estate: object, more: object = {}): ConfigInput =>
  ({
    name: 'shop',
    region,
    alerts: {
      emailFrom: 'night@shop.example',
      responders: { mina: { email: 'mina@shop.example' } },
      rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
      onCall: 'primary',
      fallback: ['mina'],
    },
    console: { enabled: false },
    estate,
    ...more,
  }) as ConfigInput

/** A network with a web service and a database in it, and what a test changes of these. */
export const estateOf = (network: object, { web = {}, database = {} }: { web?: object; database?: object } = {}) => ({
  network,
  web: { image, ...web },
  database,
})

/** A deployment's templates, and what the prover says of it. */
export interface Proven {
  readonly config: Config
  readonly stacks: readonly StackTemplate[]
  readonly proofs: readonly Proof[]
  readonly problems: readonly string[]
}

/** What the config becomes, proven. cdk-nag is not asked: `variants.test.ts` and the tests of single stacks do that. */
export const provenOf = (input: ConfigInput): Proven => {
  const config = parseConfig(input, now)
  const stacks = inApp(
    (app) => {
      composeStacks(app, config)
      return app.synth().stacks.map(({ stackName, environment, template }) => ({
        name: stackName,
        region: environment.region,
        template,
      }))
    },
    {},
    { nag: false },
  )
  return { config, stacks, proofs: proveStacks(config, stacks), problems: reachProblems(config, stacks) }
}

/** The needs that do not hold. */
export const broken = (proofs: readonly Proof[]): string[] =>
  proofs.flatMap(({ need, holds }) => (holds === true ? [] : [need.what]))

/** The stacks with one resource changed, or taken out where `change` gives nothing. */
export const withChange = (
  stacks: readonly StackTemplate[],
  stack: string,
  id: string,
  change: (properties: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | undefined,
): readonly StackTemplate[] =>
  stacks.map((each) => {
    if (each.name !== stack) return each
    const { [id]: found, ...others } = each.template.Resources ?? {}
    const properties = found && change(found.Properties ?? {})
    const Resources = found && properties ? { ...others, [id]: { ...found, Properties: properties } } : others
    return { ...each, template: { ...each.template, Resources } }
  })

/** The resources of a type, with their stacks and ids. */
export const ofType = (stacks: readonly StackTemplate[], type: string) =>
  stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources ?? {}).flatMap(([id, { Type, Properties = {} }]) =>
      Type === type ? [{ stack: name, id, properties: Properties }] : [],
    ),
  )
