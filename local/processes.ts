import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that we started, with enough to know it again when its id has been given to another. */
export type OwnProcess = {
  /** What it is, for people: `emulator`. */
  readonly name: string
  /** Its id, which is also its process group's: it was started detached. */
  readonly pid: number
  /** Start time and command as the system tells them. */
  readonly identity: string
  /** A directory that is of no use without it. */
  readonly temporary?: string
  /** Milliseconds in which it may end by itself. Default 3000. */
  readonly graceMs?: number
}

const linuxIdentity = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command in brackets may hold spaces; after it come state (field 3) and, as field 22, the start in clock ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    return `${fields[19]} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()}`
  } catch {
    return undefined
  }
}

const psIdentity = (pid: number): string | undefined => {
  try {
    const told = execFileSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 })
    return told.trim() || undefined
  } catch {
    return undefined
  }
}

/** Start time and command of a running process; undefined when there is none (a zombie is none). */
export const identifyProcess = (pid: number): string | undefined =>
  existsSync('/proc/self/stat') ? linuxIdentity(pid) : psIdentity(pid)

/** Describes a process that was just started detached. @throws Error when it has already ended. */
export const describeProcess = (name: string, pid: number): OwnProcess => {
  const identity = identifyProcess(pid)
  if (identity === undefined) throw new Error(`${name} (process ${pid}) ended as soon as it was started`)
  return { name, pid, identity }
}

/** Whether the id still belongs to the very process that was described. */
export const isStillOurs = ({ pid, identity }: OwnProcess): boolean => identifyProcess(pid) === identity

/** Sends a signal to a whole process group; false when nobody is left in it. */
export const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

// A shell becomes the program that it ends with, so a task's command may change; the start does not.
const startOf = (identity: string): string =>
  identity.slice(0, /^\d+ /.test(identity) ? identity.indexOf(' ') : 'Sat Nov 21 02:30:00 2026'.length)

/**
 * Whether anything is left of a process group that began with the one described. Its first process may be gone: the system
 * gives its id to no other as long as the group is there.
 */
export const hasLivingGroup = ({ pid, identity }: OwnProcess): boolean => {
  const first = identifyProcess(pid)
  return signalGroup(pid, 0) && (first === undefined || startOf(first) === startOf(identity))
}

const groupEnds = async (pid: number, waitMs: number): Promise<boolean> => {
  for (const until = performance.now() + waitMs; performance.now() < until; await sleep(25))
    if (!signalGroup(pid, 0)) return true
  return !signalGroup(pid, 0)
}

/**
 * Ends a process group: SIGTERM, and SIGKILL for what is left after `graceMs` (default 3 s).
 * Resolves when the group is empty, at the latest one second after SIGKILL.
 */
export const stopGroup = async (pid: number, graceMs = 3_000): Promise<void> => {
  if (!signalGroup(pid, 'SIGTERM') || (await groupEnds(pid, graceMs))) return
  signalGroup(pid, 'SIGKILL')
  await groupEnds(pid, 1_000)
}

/** Ends a process with its group, after its grace by force, and removes its temporary directory. */
export const stopProcess = async ({ pid, temporary, graceMs }: OwnProcess): Promise<void> => {
  await stopGroup(pid, graceMs)
  if (temporary) rmSync(temporary, { recursive: true, force: true })
}
