import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './places.ts'

/**
 * Synthesises the templates, with functions for this machine. The same app with the same flags makes those for AWS: the CDK's
 * command line reads them from cdk.json, which is not in between here.
 * @param more context beside that of cdk.json
 * @throws Error with what the app said
 */
export const synthesize = async (assemblyDir: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'))
  const child = spawn(process.execPath, [join(projectRoot, 'infra', 'app.ts')], {
    cwd: projectRoot,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      CDK_OUTDIR: assemblyDir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'nightshift:laptop': true, ...more }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The templates cannot be made:\n${Buffer.concat(said).toString('utf8').trim()}`)
}
