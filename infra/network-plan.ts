import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import type { Config } from '../shared/config/schema.ts'
import { groundOf } from '../shared/reach/estate/ground.ts'
import { type NetworkPlan, planOf } from '../shared/reach/estate/plan.ts'
import { composeStacks } from './compose.ts'

/** Whether the code of functions is bundled, as CDK decides it: nobody shows a plan where it is not. */
const isBundled = (app: App): boolean => {
  const wanted: unknown = app.node.tryGetContext('aws:cdk:bundling-stacks')
  return !Array.isArray(wanted) || wanted.length > 0
}

/**
 * The network that a config makes, for the page to show. The page is a part of the app whose templates it shows: so these are made once before,
 * without the page and without the code of functions.
 * @returns nothing where there is no network of our own, or no page
 */
export const networkPlan = (app: App, config: Config): NetworkPlan | undefined => {
  const { estate, console: page } = config
  if (!page.enabled || !estate || 'vpcId' in estate.network || !isBundled(app)) return undefined
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-plan-'))
  try {
    const first = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      context: app.node.getAllContext(),
      // CDK's command line names stacks to bundle in the environment, which goes before what is given here as context.
      postCliContext: { 'aws:cdk:bundling-stacks': [] },
    })
    composeStacks(first, { ...config, console: { ...page, enabled: false } })
    const stacks = first
      .synth()
      .stacks.map(({ stackName, environment, template }) => ({ name: stackName, region: environment.region, template }))
    return planOf(groundOf(config, stacks))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}
