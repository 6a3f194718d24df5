import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Environment, type Stack, Validations } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'

const root = join(import.meta.dirname, '..', '..')
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'))

/** Where the stacks of tests would be deployed: a region, and no account. */
export const testEnv: Environment = { region: 'ap-northeast-2' }

/**
 * Runs `use` with an app that has the flags of cdk.json, cdk-nag's rules and no bundling, and leaves no files behind.
 * @param more context beside that of cdk.json
 * @param options `nag`: whether cdk-nag looks at it. Default true
 */
export const inApp = <Result>(
  use: (app: App) => Result,
  more: object = {},
  options: { readonly nag?: boolean } = {},
): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-synth-'))
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      context: { ...context, 'aws:cdk:bundling-stacks': [], ...more },
    })
    if (options.nag !== false) Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
    return use(app)
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/**
 * Synthesises an app and gives the template of the stack that `build` returns. Stacks that it depends on may be built in
 * the same app.
 * @throws Error when cdk-nag has a finding that nobody fixed or acknowledged (stderr names it and the resource), or when the
 *   CDK warns of something
 */
export const synthesize = (build: (app: App) => Stack): Template =>
  inApp((app) => {
    const stack = build(app)
    const template = Template.fromStack(stack)
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    if (warnings.length > 0) throw new Error(warnings.map(({ id, entry }) => `${id}: ${entry.data}`).join('\n'))
    return template
  })
