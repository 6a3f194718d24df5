import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Play, Report } from './player.ts'

/** What came of a change. */
export type Judged = Extract<Report, { kind: 'judged' }>

/** What a run of all the suites has shown. */
export interface Outcome {
  readonly judged: ReadonlyMap<number, Judged>
  /** Suite and title of each test that fails without a change. */
  readonly leftOut: readonly string[]
  /** Suites, with the sources that they touch. */
  readonly touches: ReadonlyMap<string, readonly string[]>
}

/** Seconds after which a test that has not ended is taken for an endless loop; on a busy machine, before changes are made, for longer. */
const patience = { judging: 60, loading: 600 }

/** One thread from its beginning to its end. @returns the change at which it had to be ended */
const playOnce = async (data: Play, hear: (report: Report) => void): Promise<number | undefined> => {
  const thread = new Worker(new URL('player.ts', import.meta.url), {
    workerData: data,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 3000 },
  })
  let [at, ended]: [number | undefined, boolean] = [undefined, false]
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void thread.terminate(), 1000 * (at === undefined ? patience.loading : patience.judging))
  }
  wait()
  thread.on('message', (report: Report) => {
    hear(report)
    if (report.kind === 'begins') at = report.id
    if (report.kind === 'judged') at = undefined
    wait()
    if (report.kind === 'end') {
      ended = true
      void thread.terminate()
    }
  })
  thread.on('error', (error) => {
    if (at === undefined) console.error(error)
  })
  await once(thread, 'exit')
  clearTimeout(timer)
  if (!ended && at === undefined) throw new Error('The suites end the thread that runs them.')
  return at
}

/** Asks about every change; one at which the suites do not come to an end is noticed. */
export const play = async (data: Play, hear: (report: Report) => void = () => undefined): Promise<Outcome> => {
  const judged = new Map<number, Judged>()
  const leftOut = new Set(data.leftOut)
  const touches = new Map<string, readonly string[]>()
  const keep = (report: Report): void => {
    hear(report)
    if (report.kind === 'judged') judged.set(report.id, report)
    if (report.kind === 'left out' && !report.afterChange) leftOut.add(`${report.suite} ${report.title}`)
    if (report.kind === 'known') touches.set(report.suite, report.touches)
  }
  for (let asked = data.asked; asked.length > 0; ) {
    const stuck = await playOnce({ ...data, asked, leftOut: [...leftOut] }, keep)
    if (stuck === undefined) break
    keep({ kind: 'judged', id: stuck, noticedBy: 'what does not come to an end', unsure: false, tests: 0 })
    asked = asked.slice(asked.indexOf(stuck) + 1)
  }
  return { judged, leftOut: [...leftOut], touches }
}
