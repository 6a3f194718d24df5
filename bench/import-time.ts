import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { median } from './statistics.ts'

const run = promisify(execFile)

/** The process that is measured: it does nothing but import one file, and says how long that took, in ms. */
const script = `
const begun = performance.now()
await import(process.argv[1])
process.stdout.write(String(performance.now() - begun), () => process.exit(0))
`

/** Milliseconds that a fresh process of this Node takes to import a file. @throws Error with what the import said */
const importOnce = async (file: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const args = ['--input-type=module', '--eval', script, pathToFileURL(file).href]
  const { stdout } = await run(process.execPath, args, { env, timeout: 20_000 })
  const took = Number(stdout.slice(stdout.lastIndexOf('\n') + 1))
  if (!Number.isFinite(took)) throw new Error(`${file} printed something while it was imported: ${stdout}`)
  return took
}

/** Median import times of files, measured in turn, so that all meet the same machine. The first round only warms the disk. */
export const importTimes = async (
  files: readonly string[],
  rounds: number,
  env: NodeJS.ProcessEnv,
): Promise<number[]> => {
  const times = files.map((): number[] => [])
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, file] of files.entries()) {
      const took = await importOnce(file, env)
      if (round > 0) times[index]?.push(took)
    }
  return times.map(median)
}
