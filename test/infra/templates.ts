import { composeStacks } from '../../infra/compose.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { inApp } from './synth.ts'

/** The stacks of a deployment by name, each with its template. */
export type Templates = Readonly<Record<string, StackTemplate>>

/** What a config becomes, with the stacks that each one waits for. */
export interface Synthesised {
  readonly templates: Templates
  readonly after: Readonly<Record<string, readonly string[]>>
}

/** What a config becomes. Neither cdk-nag nor AWS's limits are asked: `variants.test.ts` does that. */
export const synthesised = (config: ConfigInput): Synthesised =>
  inApp(
    (app) => {
      composeStacks(app, parseConfig(config, new Date('2026-11-21T00:00:00Z')))
      const { stacks } = app.synth()
      const named = new Set(stacks.map(({ stackName }) => stackName))
      return {
        templates: Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template as StackTemplate])),
        after: Object.fromEntries(
          stacks.map(({ stackName, dependencies }) => [
            stackName,
            dependencies.map(({ id }) => id).filter((id) => named.has(id)),
          ]),
        ),
      }
    },
    {},
    { nag: false },
  )

/** The templates alone. */
export const templatesOf = (config: ConfigInput): Templates => synthesised(config).templates
