import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { log } from '../../../shared/log.ts'
import { simulations } from '../simulations.ts'
import { useFastTimes } from './fast-times.ts'
import { add, playMany, type Total } from './simulation.ts'

/** Threads that a run is played on: one for each processor, but two at least and no more than eight, as each has a memory of its own. */
const threads = Math.min(8, Math.max(2, availableParallelism()))

interface Share {
  readonly name: string
  readonly seed: number
  readonly events: number
}

/** What a thread says: how far it is, or what it all came to. */
interface News {
  readonly sofar?: Total
  readonly total?: Total
}

const share = (data: Share, say: (sofar: Total) => void): Promise<Total> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: data,
      env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
      stdout: true,
    })
    // Metrics are written to the standard output, which nobody reads here.
    worker.stdout.resume()
    worker.on('message', ({ sofar, total }: News) => {
      if (sofar) say(sofar)
      if (total) resolve(total)
    })
    worker.on('error', reject)
  })

/**
 * Plays the worlds of a simulation on several threads. The seeds are shared out beforehand, so on one machine the same worlds are played whatever is faster.
 * @param name of one of `simulations`
 * @param say is told how far it is, about once a second
 */
export const playOnThreads = async (
  name: string,
  seed: number,
  events: number,
  say: (sofar: Total) => void,
): Promise<Total> => {
  const known = new Map<number, Total>()
  const totals = await Promise.all(
    Array.from({ length: threads }, (_, index) =>
      share({ name, seed: seed + index, events: Math.ceil(events / threads) }, (sofar) => {
        known.set(index, sofar)
        say([...known.values()].reduce(add))
      }),
    ),
  )
  return totals.reduce(add)
}

const work = async ({ name, seed, events }: Share): Promise<void> => {
  log.setLogLevel('SILENT')
  useFastTimes()
  // Millions of errors are made, and where one comes from takes longest. A world that fails is played again, with it.
  Error.stackTraceLimit = 0
  let told = 0
  const say = (sofar: Total): void => {
    if (Date.now() - told < 1_000) return
    told = Date.now()
    parentPort?.postMessage({ sofar } satisfies News)
  }
  const simulation = await simulations.get(name)?.()
  if (!simulation) throw new RangeError(`No simulation has this name: ${name}`)
  const total = await playMany(simulation, seed, events, { step: threads, say })
  parentPort?.postMessage({ total } satisfies News)
}

if (!isMainThread && workerData) await work(workerData as Share)
