import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addThumbnails } from '../../infra/functions/thumbnails/thumbnails.ts'
import { deployAssembly } from '../../local/deploy.ts'
import { projectRoot } from '../../local/places.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { Config } from '../../shared/config/schema.ts'
import { region, type SuiteEmulator } from './emulator.ts'

/** Deploys thumbnails alone, with the functions, roles and CloudFront that AWS gets, to the emulator of a suite. */
export const deployThumbnails = async (
  { endpoint }: SuiteEmulator,
  thumbnails: object,
): Promise<{ readonly config: Config; readonly outputs: Readonly<Record<string, string>> }> => {
  const config = parseConfig({ ...written, thumbnails }, new Date())
  if (!config.thumbnails) throw new Error('The config has no thumbnails')
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-thumbnails-'))
  try {
    const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'))
    const app = new App({ outdir, analyticsReporting: false, context: { ...context, 'nightshift:laptop': true } })
    const stack = new Stack(app, 'shop-operations', { env: { region } })
    addThumbnails(stack, new Foundation(stack, 'Foundation', { config }), { config: config.thumbnails, atOnce: 2 })
    app.synth()
    return { config, outputs: await deployAssembly({ assemblyDir: outdir, endpoint, region, report: () => {} }) }
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}
