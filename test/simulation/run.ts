import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { log } from '../../shared/log.ts'
import { useFastTimes } from './alerts/fast-times.ts'
import { add, playMany, type Total } from './alerts/many.ts'
import { shrink } from './alerts/shrink.ts'

// npm run simulate -- alerts [--events 1000000] [--seed 1]
// Plays so many transitions through the alerts in small worlds in which everything goes wrong, on two threads.

interface Share {
  readonly seed: number
  readonly events: number
}

const threads = 2
/** Seconds between two lines that say how far it is. */
const pause = 15

const work = async ({ seed, events }: Share): Promise<void> => {
  log.setLogLevel('SILENT')
  useFastTimes()
  let told = 0
  const total = await playMany(seed, events, {
    step: threads,
    say: (sofar) => {
      if (Date.now() - told < 1_000) return
      told = Date.now()
      parentPort?.postMessage({ sofar })
    },
  })
  parentPort?.postMessage({ total })
}

const share = (index: number, { seed, events }: Share, say: (sofar: Total) => void): Promise<Total> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { seed: seed + index, events: Math.ceil(events / threads) },
      env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
      stdout: true,
    })
    // Metrics are written to the standard output, which nobody reads here.
    worker.stdout.resume()
    worker.on('message', ({ sofar, total }: { sofar?: Total; total?: Total }) => {
      if (sofar) say(sofar)
      if (total) resolve(total)
    })
    worker.on('error', reject)
  })

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { events: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
  })
  const [events, seed] = [Number(values.events), Number(values.seed)]
  if (positionals.join() !== 'alerts' || !Number.isInteger(events) || events < 1 || !Number.isInteger(seed)) {
    console.error('npm run simulate -- alerts [--events 1000000] [--seed 1]')
    return 2
  }
  const begun = Date.now()
  const sofar = new Map<number, Total>()
  const seconds = (): number => Math.round((Date.now() - begun) / 1000)
  const timer = setInterval(() => {
    const all = [...sofar.values()]
    const done = all.reduce((sum, { transitions }) => sum + transitions, 0)
    const failing = all.flatMap((each) => each.failing)
    console.log(`${done} of ${events} transitions, ${failing.length} worlds failed, ${seconds()} s`)
  }, pause * 1000)
  const shares = await Promise.all(
    Array.from({ length: threads }, (_, index) => share(index, { seed, events }, (total) => sofar.set(index, total))),
  ).finally(() => clearInterval(timer))
  const total = shares.reduce(add)
  const rate = (100 * total.doubled) / Math.max(1, total.messages)
  const { failing, ends, ...counts } = total
  console.log({ seed, ...counts, ends, seconds: seconds(), doubledPercent: Number(rate.toFixed(3)) })
  console.log(`${failing.length} violations`)
  log.setLogLevel('SILENT')
  for (const each of failing.slice(0, 3)) {
    const smallest = await shrink(each)
    console.error(`seed ${each} fails, with transitions ${smallest?.only.join(', ')}:`)
    for (const violation of smallest?.violations.slice(0, 5) ?? []) console.error(`  ${violation}`)
  }
  return failing.length === 0 ? 0 : 1
}

if (isMainThread) process.exitCode = await main()
else await work(workerData as Share)
