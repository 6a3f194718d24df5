import { parseArgs } from 'node:util'
import { log } from '../../shared/log.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import type { Simulation, Total } from './engine/simulation.ts'
import { playOnThreads } from './engine/threads.ts'
import { simulations } from './simulations.ts'

// npm run simulate -- alerts [--events 1000000] [--seed 1]
// Plays so many events in small worlds in which everything goes wrong. A seed that fails is printed, made smaller.

/** Seconds between two lines that say how far it is. */
const pause = 15

const usage = `npm run simulate -- ${[...simulations.keys()].join('|')} [--events 1000000] [--seed 1]`

const play = async (simulation: Simulation, seed: number, events: number): Promise<Total> => {
  const begun = Date.now()
  const seconds = (): number => Math.round((Date.now() - begun) / 1000)
  let sofar: Total | undefined
  const timer = setInterval(() => {
    if (sofar)
      console.log(
        `${sofar.events} of ${events} ${simulation.events}, ${sofar.failing.length} worlds failed, ${seconds()} s`,
      )
  }, pause * 1000)
  const total = await playOnThreads(simulation.name, seed, events, (told) => {
    sofar = told
  }).finally(() => clearInterval(timer))
  console.log({ seed, worlds: total.worlds, [simulation.events]: total.events, ...simulation.describe(total) })
  console.log(`${total.failing.length} worlds with violations, ${seconds()} s`)
  return total
}

const explain = async (simulation: Simulation, failing: readonly number[]): Promise<void> => {
  log.setLogLevel('SILENT')
  useFastTimes()
  for (const seed of failing.slice(0, 3)) {
    const smallest = await shrink(simulation, seed)
    console.error(`seed ${seed} fails, with ${simulation.events} ${smallest?.only.join(', ')}:`)
    for (const violation of smallest?.violations.slice(0, 5) ?? []) console.error(`  ${violation}`)
  }
}

/** What was asked for; nothing where it is no use of the command. */
const asked = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { events: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
    })
    const [events, seed] = [Number(values.events), Number(values.seed)]
    const isPossible = Number.isInteger(events) && events > 0 && Number.isInteger(seed)
    return isPossible ? { events, seed, simulation: simulations.get(positionals.join()) } : undefined
  } catch {
    return undefined
  }
}

const main = async (): Promise<number> => {
  const { simulation: load, events, seed } = asked() ?? {}
  if (!load || events === undefined || seed === undefined) {
    console.error(usage)
    return 2
  }
  const simulation = await load()
  const { failing } = await play(simulation, seed, events)
  await explain(simulation, failing)
  return failing.length === 0 ? 0 : 1
}

process.exitCode = await main()
