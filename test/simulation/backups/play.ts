import { copyWork } from '../../../functions/backups/copies/work.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { look } from '../../../functions/backups/engine/look.ts'
import type { Kind } from '../../../functions/backups/kinds/kind.ts'
import { snapshotWork } from '../../../functions/backups/snapshots/work.ts'
import type { World } from '../../../functions/backups/world/world.ts'
import { commandSource } from '../../../shared/command.ts'
import { TransientError } from '../../../shared/errors.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import { type Crash, makeBreaker } from '../engine/crash.ts'
import type { Random } from '../engine/random.ts'
import type { Played } from '../engine/simulation.ts'
import { chancesOf } from '../jobs/chances.ts'
import { makeCloud } from './cloud.ts'
import { makeJudge } from './judge.ts'
import { type Rates, ratesOf } from './rates.ts'
import type { Deed, Story } from './story.ts'
import { makeTrials, trialConfig } from './trials.ts'

/** Between two looks: no more is needed to play weeks. Databases that are restored, fail over or are encrypted are looked at as in life. */
const lookEvery = 20 * 60_000
const lookEveryWhenTried = 3 * 60_000

const crashOf = (random: Random, { crash }: Rates): Crash | undefined =>
  random.chance(crash) ? { at: random.between(0, 25), late: random.chance(0.5), dies: random.chance(0.7) } : undefined

/** Plays a world to its end, in virtual time. */
export const play = async (story: Story): Promise<Played> => {
  const { begin, end, calmFrom, mood, sources } = story
  const random = chancesOf(story.seed)('play')
  let [now, skew, config] = [begin, 0, story.config]
  const signals: Signal[] = []
  const counts: Record<string, number> = {}
  const count = (what: string, by = 1): void => {
    counts[what] = (counts[what] ?? 0) + by
  }
  const rates = (): Rates => (now >= calmFrom ? ratesOf.calm : ratesOf[mood])
  const judge = makeJudge({ clock: () => now, configNow: () => config, count })
  const cloud = makeCloud(() => now, judge)
  judge.watch(cloud)
  for (const source of sources) cloud.sources.push({ ...source, busyUntil: 0, gone: false })
  const ledger = memoryLedger()
  const trials =
    story.trials &&
    makeTrials(story.trials, {
      clock: () => now,
      random: chancesOf(story.seed)('trials at play'),
      rates,
      count,
      say: judge.say,
    })
  const tried = story.trials ? trialConfig(story.trials) : {}

  const worldFor = (call: number): World => {
    const breaker = makeBreaker(crashOf(random, rates()), undefined, () => count('effects that did not answer'))
    const vaults = cloud.vaultsFor(random, rates, call, breaker.around)
    const vaultsOf = async () => vaults
    const kind = (process: 'snapshot' | 'copy', load: Kind['load'], actions: readonly string[]): Kind => ({
      process,
      actions,
      isScheduled: () => true,
      statements: () => [],
      load,
    })
    return {
      ledger: breaker.ledger(ledger),
      publish: breaker.around(async (signal: Signal) => {
        if (random.chance(rates().busRefused)) throw new TransientError('The bus refused it')
        signals.push(signal)
      }),
      client: () => {
        throw new Error('A simulation has no AWS')
      },
      slice: { ...config, ...tried, deployment: 'shop' },
      region: 'eu-central-1',
      account: '123456789012',
      partition: 'aws',
      version: 'c1',
      now: new Date(now + skew),
      callId: String(call),
      remainingMs: () => 60_000,
      kinds: [
        kind('copy', async () => copyWork(vaultsOf) as never, []),
        kind('snapshot', async () => snapshotWork(vaultsOf) as never, ['run']),
        ...(trials?.kindsFor((effect) => breaker.around(effect)()) ?? []),
      ],
    }
  }

  const tryLook = async (call: number): Promise<void> => {
    try {
      await look(worldFor(call))
    } catch {
      count('looks that died')
    }
  }

  const doDeed = async (deed: Deed): Promise<void> => {
    count(deed.what)
    const alive = cloud.snapshots.filter(({ gone }) => !gone)
    const chosen = 'nth' in deed ? alive[deed.nth % Math.max(1, alive.length)] : undefined
    switch (deed.what) {
      case 'delete':
        if (chosen && !chosen.inUse) judge.byHand(chosen)
        return
      case 'take by hand':
      case 'copy with tags':
        if (chosen)
          cloud.add({
            ...chosen,
            name: `hand-${cloud.snapshots.length}`,
            by: 'hand',
            tags: deed.what === 'take by hand' ? {} : chosen.tags,
            readyAt: now + 60_000,
            fails: false,
          })
        return
      case 'make an AMI':
        if (chosen) chosen.inUse = chosen.kind === 'ebs-volumes'
        return
      case 'drop the AMI':
        for (const each of cloud.snapshots) each.inUse = false
        return
      case 'busy': {
        const source = cloud.sources[deed.source]
        if (source) source.busyUntil = now + deed.lasts
        return
      }
      case 'source deleted': {
        const source = cloud.sources[deed.source]
        if (source) source.gone = true
        return
      }
      case 'key disabled':
        cloud.deadKeys.add('eu-west-3')
        return
      case 'key enabled':
        cloud.deadKeys.clear()
        return
      case 'clock':
        skew += deed.by
        return
      case 'trial':
        await trials?.deed(deed.does, worldFor(0))
        return
      case 'run':
        await act(
          { action: 'run', by: 'mina', raw: { source: commandSource, action: 'run', plan: 'nightly', by: 'mina' } },
          worldFor(0),
        ).catch(() => count('actions that died'))
        return
      default:
        config = deed.config
    }
  }

  let isCalm = false
  const deeds = [...story.deeds]
  for (let call = 1; now < end; call += 1) {
    now += (await trials?.isBusy(ledger)) ? lookEveryWhenTried : lookEvery
    if (now >= calmFrom && !isCalm) {
      isCalm = true
      skew = 0
      cloud.deadKeys.clear()
    }
    while (deeds[0] && deeds[0].at <= now) {
      const deed = deeds.shift()
      if (deed) await doDeed(deed)
    }
    if (random.chance(rates().lookLost)) continue
    if (random.chance(rates().lookDoubled)) await Promise.all([tryLook(call), tryLook(-call)])
    else await tryLook(call)
    await trials?.check(ledger)
    if (now < calmFrom && random.chance(0.05)) now += random.between(0, 3) * lookEvery
  }
  await trials?.atTheEnd(ledger)
  await judge.atTheEnd({ story, ledger, signals, cloud, config })
  const taken = cloud.snapshots.filter(({ by }) => by === 'engine').length
  return { violations: judge.violations, places: story.places, events: taken, counts, peaks: {} }
}
