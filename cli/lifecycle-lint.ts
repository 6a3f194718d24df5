import type { Command } from 'commander'
import { configPlaces, lintPlaces, livePlaces } from '../api/lifecycle.ts'
import { findDeployment, readConfig } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

interface Options extends JsonOption {
  readonly bucket?: string
  readonly live?: true
}

const placesFor = async (options: Options) => {
  if (!options.live) {
    const config = await readConfig()
    return { name: config.name, places: configPlaces(config, options) }
  }
  const deployment = await findDeployment()
  return { name: deployment.config.name, places: await livePlaces(deployment, options) }
}

const run = async (options: Options): Promise<void> => {
  const { name, places } = await placesFor(options)
  const rows = lintPlaces(places, name)
  // What costs a little more for small objects is worth to know, and no reason to stop.
  if (rows.some(({ kind }) => kind !== 'dear')) process.exitCode = 1
  printRows(
    rows,
    options,
    {
      Bucket: ({ bucket }) => bucket,
      Rule: ({ rule }) => rule,
      Whose: ({ owner }) => owner,
      Kind: ({ kind }) => kind,
      'In words': ({ text }) => text,
    },
    'Nothing to say about these rules.',
  )
}

/** `nightshift lifecycle lint` follows made-up objects through the rules and says which of them do nothing, or harm. */
export const registerLint = (lifecycle: Command): void => {
  lifecycle
    .command('lint')
    .description('rules that never act, hide each other, cost more than they save or delete what is needed')
    .option('--bucket <name>', 'of this bucket alone: a name, uploads or thumbnails')
    .option('--live', 'the rules that the bucket has now, everybody’s')
    .option(...jsonOption)
    .action(run)
}
