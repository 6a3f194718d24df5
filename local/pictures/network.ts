import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawNetwork, templateGround } from '../../api/reach.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { writtenConfig } from '../../shared/config/written-config.ts'
import type { StackTemplate } from '../../shared/reach/templates/resolve.ts'
import { readAssembly } from '../assembly.ts'
import { synthesize } from '../synthesize.ts'

/** The network that the checkout's templates make: zones, subnets, and what may pass. */
export const drawOwnNetwork = async (): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-network-'))
  try {
    const config = parseConfig(await writtenConfig(), new Date())
    await synthesize(directory, { 'aws:cdk:bundling-stacks': [] })
    const { stacks } = readAssembly(directory, { account: '', region: config.region })
    return drawNetwork(templateGround(stacks as readonly StackTemplate[], config))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
