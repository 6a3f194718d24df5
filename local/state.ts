import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localDirectory } from './places.ts'
import type { OwnProcess } from './processes.ts'

/** What `.nightshift/local.json` tells the outside while Nightshift runs on this machine. */
export type LocalState = {
  /** URL of the emulator, for AWS_ENDPOINT_URL. */
  readonly endpoint: string
  readonly region: string
  readonly account: string
  /** The outputs of all stacks by name: UploadsBucket, LedgerTable, … */
  readonly outputs: Readonly<Record<string, string>>
}

const read = <Value>(directory: string, file: string): Value | undefined => {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8')) as Value
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${join(directory, file)} cannot be read: delete it and start again`, { cause: error })
  }
}

const write = (directory: string, file: string, value: unknown): void => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, file), `${JSON.stringify(value, undefined, 2)}\n`)
}

/** What runs on this machine, or undefined when nothing does. */
export const readLocalState = (directory = localDirectory): LocalState | undefined => read(directory, 'local.json')

/** Tells the outside where Nightshift runs. */
export const writeLocalState = (state: LocalState, directory = localDirectory): void =>
  write(directory, 'local.json', state)

/** The processes that a start left running; none when nothing was left. */
export const readProcesses = (directory = localDirectory): readonly OwnProcess[] =>
  read<readonly OwnProcess[]>(directory, 'processes.json') ?? []

/** Keeps the ids that `npm stop` has to end. */
export const writeProcesses = (processes: readonly OwnProcess[], directory = localDirectory): void =>
  write(directory, 'processes.json', processes)

/**
 * Keeps the process of a task, so that it can be ended though the stand-in for Fargate, whose child it is, has died.
 * @returns what forgets it
 */
export const noteTask = (own: OwnProcess, directory = localDirectory): (() => void) => {
  const file = `${own.pid}.json`
  write(join(directory, 'tasks'), file, own)
  return () => rmSync(join(directory, 'tasks', file), { force: true })
}

/** The processes of tasks that were not heard to have ended. */
export const readTasks = (directory = localDirectory): readonly OwnProcess[] => {
  const tasks = join(directory, 'tasks')
  if (!existsSync(tasks)) return []
  return readdirSync(tasks).flatMap((file) => read<OwnProcess>(tasks, file) ?? [])
}

/** Forgets all of it: nothing runs any more. */
export const clearLocalState = (directory = localDirectory): void => {
  for (const file of ['local.json', 'processes.json', 'tasks'])
    rmSync(join(directory, file), { recursive: true, force: true })
}
