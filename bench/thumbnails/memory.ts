import { existsSync, readFileSync } from 'node:fs'

/** Bytes of a function and of the process that decodes for it. */
export interface Memory {
  /** Resident, of the larger of the two. */
  readonly larger: number
  /** Resident, added up, as `ps` says it: what both share, such as the program of Node.js, is counted twice. */
  readonly added: number
  /** The same, but what is shared is counted once: what the machine really gives. */
  readonly together: number
}

const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/** Whether this system says what its processes take. https://docs.kernel.org/filesystems/proc.html */
export const tellsUsage = existsSync('/proc/self/smaps_rollup')

const memoryOf = (pid: number) => {
  const rollup = readProc(pid, 'smaps_rollup')
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) * 1024
  return { resident: bytes('Rss'), shared: bytes('Shared_Clean') + bytes('Shared_Dirty') }
}

/** A process and those that it has started. */
export const withChildren = (pid: number): number[] => [
  pid,
  ...readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number),
]

const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0)

const memoryNow = (pid: number): Memory => {
  const all = withChildren(pid).map(memoryOf)
  const resident = all.map((each) => each.resident)
  const shared = all.map((each) => each.shared)
  const added = sum(resident)
  return { larger: Math.max(...resident), added, together: added - sum(shared) + Math.max(...shared) }
}

/** The most memory that a process and its children have while something is done. Looked at every 10 ms. */
export const peakMemory = async (pid: number, act: () => Promise<unknown>): Promise<Memory> => {
  let peak: Memory = { larger: 0, added: 0, together: 0 }
  const look = setInterval(() => {
    const now = memoryNow(pid)
    peak = {
      larger: Math.max(peak.larger, now.larger),
      added: Math.max(peak.added, now.added),
      together: Math.max(peak.together, now.together),
    }
  }, 10)
  await act().finally(() => clearInterval(look))
  return peak
}

/** Milliseconds in a tick of the kernel's clock for processes. */
const tick = 10

/** Milliseconds of processor that a process and its children have had, those that have ended too: the fields 14 to 17 of `stat`. */
export const processorTime = (pid: number): number =>
  sum(
    withChildren(pid).map((each) => {
      const fields = readProc(each, 'stat').split(') ').at(-1)?.split(' ') ?? []
      return sum(fields.slice(11, 15).map(Number)) * tick
    }),
  )
