import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../places.ts'
import { identifyProcess, type OwnProcess, signalGroup, stopGroup } from '../processes.ts'
import type { Command } from './task.ts'

/** Where programs are that stand in for those of images. */
const standIns = join(projectRoot, 'local', 'postgres', 'bin')

export type Outcome =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** The command could not be started at all: not found, or not executable. */
  | { readonly kind: 'not-started'; readonly message: string }
  /** What the container needs could not be had. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The task was stopped before its command was started. */
  | { readonly kind: 'skipped' }

export type Running = {
  /** Whether the command could be started. */
  readonly started: Promise<boolean>
  readonly ended: Promise<Outcome>
  /** SIGTERM, and SIGKILL after the container's stop timeout. Resolves when nothing of it is left. */
  readonly stop: (graceMs?: number) => Promise<void>
}

/** Exit code as a container runtime gives it: 128 and the signal's number when a signal ended the process. */
const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal ? constants.signals[signal] : 0)

/** The words of the container runtime. */
const explain = (program: string, error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT'
    ? `exec: "${program}": executable file not found in $PATH`
    : `exec: "${program}": ${error.code === 'EACCES' ? 'permission denied' : error.message}`

/** Why a command cannot be one, in the words of the container runtime: Node throws, where it tells other faults by an event. */
const whyNot = ({ command, environment }: Pick<Command, 'command' | 'environment'>): string | undefined => {
  if (!command[0]) return 'exec: "": executable file not found in $PATH'
  const words = [...command, ...Object.entries(environment).flat()]
  return words.some((word) => word.includes('\0')) ? 'exec: invalid argument' : undefined
}

const neverStarted = (message: string): Running => ({
  started: Promise.resolve(false),
  ended: Promise.resolve({ kind: 'not-started', message }),
  stop: async () => {},
})

/**
 * Starts a container's command as a process of this machine: in a fresh directory, in a process group of its own, with
 * only PATH and the container's environment. `write` hears each line of its output, `note` of the process itself.
 */
export const runCommand = (
  command: Pick<Command, 'command' | 'environment' | 'stopTimeout'>,
  write: (line: string) => void,
  note: (own: OwnProcess) => () => void = () => () => {},
): Running => {
  const [program = '', ...args] = command.command
  const refusal = whyNot(command)
  if (refusal !== undefined) return neverStarted(refusal)
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-task-'))
  const child = spawn(program, args, {
    cwd: directory,
    // A client of PostgreSQL for machines that have none: that of an image is not here.
    env: { PATH: `${process.env.PATH}:${standIns}`, ...command.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid)
  const forget =
    child.pid === undefined || identity === undefined
      ? () => {}
      : note({ name: 'task', pid: child.pid, identity, temporary: directory })
  const drained = [child.stdout, child.stderr].map(
    (stream) => new Promise((resolve) => createInterface({ input: stream }).on('line', write).once('close', resolve)),
  )
  const started = new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true)).once('error', () => resolve(false))
  })
  const ended = new Promise<Outcome>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'not-started', message: explain(program, error) }))
    child.once('exit', async (code, signal) => {
      // When its first process ends a container ends, whatever that has left running.
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      // What left the group can keep the pipes open for ever.
      await Promise.race([Promise.all(drained), sleep(1_000, undefined, { ref: false })])
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
      resolve({ kind: 'exited', exitCode: exitCodeOf(code, signal) })
    })
  }).finally(() => {
    rmSync(directory, { recursive: true, force: true })
    forget()
  })
  return {
    started,
    ended,
    stop: async (graceMs = command.stopTimeout * 1_000) => {
      if (child.pid !== undefined) await stopGroup(child.pid, graceMs)
      await ended
    },
  }
}
