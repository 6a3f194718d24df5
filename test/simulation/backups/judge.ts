import type { BackupsConfig, Keep } from '../../../shared/config/backups/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { BackupProcessRecord, BackupTargetRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { Cloud, CloudWatcher, SimulatedSnapshot } from './cloud.ts'
import { day, hour, type Story } from './story.ts'
import { type Judged, wantedBy } from './wants.ts'

interface Around {
  readonly clock: () => number
  readonly configNow: () => BackupsConfig
  readonly count: (what: string, by?: number) => void
}

const groupOf = ({ tags, region }: SimulatedSnapshot): string =>
  `${tags['nightshift:backup']} ${tags['nightshift:of']} ${region}`

/** Looks on at each deletion, and at all that is left at the end. It knows nothing of the engine. */
export const makeJudge = ({ clock, configNow, count }: Around) => {
  const violations: string[] = []
  let cloud: Cloud | undefined
  const say = (text: string): void => {
    violations.push(`${new Date(clock()).toISOString()} ${text}`)
  }

  /** The good ones of ours beside a snapshot: same plan, target and region. */
  const goodBeside = (snapshot: SimulatedSnapshot, of: Cloud): SimulatedSnapshot[] =>
    of.snapshots.filter(
      (each) =>
        !each.gone && each.by === 'engine' && groupOf(each) === groupOf(snapshot) && of.stateOf(each) === 'good',
    )

  const policyOf = ({ tags, region }: SimulatedSnapshot): { keep: Keep; zone: string } | undefined => {
    const plan = configNow().plans[tags['nightshift:backup'] ?? '']
    const copy = plan?.copyTo.find((each) => each.region === region)
    if (!plan || (region !== '' && !copy)) return undefined
    return { keep: copy?.keep ?? plan.keep, zone: plan.zone }
  }

  const wantedOf = (good: readonly SimulatedSnapshot[], policy: { keep: Keep; zone: string }): Set<string> =>
    wantedBy(
      good.map(({ id, at }): Judged => ({ id, at })),
      policy.keep,
      policy.zone,
    )

  const watcher: CloudWatcher = {
    onRemove: (snapshot) => {
      if (!cloud) return
      count('deleted by the engine')
      const { id, by } = snapshot
      if (by !== 'engine') say(`the engine deletes ${id}, which somebody else has made`)
      if (
        cloud.snapshots.some(
          (each) => each.by === 'engine' && each.source === id && !each.gone && cloud?.stateOf(each) === 'pending',
        )
      )
        say(`the engine deletes ${id} while a copy of it is being made`)
      const state = cloud.stateOf(snapshot)
      if (state === 'pending') say(`the engine deletes ${id}, which is pending`)
      const good = goodBeside(snapshot, cloud)
      if (!good.some((each) => each.id !== id && each.at >= snapshot.at))
        say(`the engine deletes ${id} without a newer good one`)
      const policy = policyOf(snapshot)
      if (!policy) say(`the engine deletes ${id}, of which no plan speaks`)
      else if (state === 'good' && wantedOf(good, policy).has(id))
        say(`the engine deletes ${id}, which the policy wants`)
    },
    onCopy: (underWay) => {
      if (underWay >= 20) say(`${underWay} copies are under way, and the engine asks for one more`)
    },
  }

  const openAtTheEnd = async (ledger: Ledger): Promise<void> => {
    for (const each of await ledger.open<BackupProcessRecord>('backup-process'))
      if (each.step !== 'kept' && clock() - Date.parse(each.since) > 12 * hour)
        say(`${each.process} ${each.id} of ${each.since} is still ${each.step}: ${JSON.stringify(each.trouble)}`)
  }

  const leftOver = (of: Cloud): void => {
    for (const group of Map.groupBy(
      of.snapshots.filter(({ by, gone }) => by === 'engine' && !gone),
      groupOf,
    ).values()) {
      const [first] = group
      const policy = first && policyOf(first)
      if (!first || !policy) continue
      const source = of.sources.find(({ id }) => id === first.resource)
      if (!source || source.gone) continue
      const good = goodBeside(first, of)
      const newest = good.reduce((at, each) => Math.max(at, each.readyAt), 0)
      // Of what nothing new came lately nothing is deleted.
      if (newest < clock() - 8 * day || good.some(({ inUse }) => inUse)) continue
      const wanted = wantedOf(good, policy)
      const extra = good.filter(({ id, readyAt }) => !wanted.has(id) && readyAt < newest)
      if (extra.length > 0) say(`left over: ${extra.map(({ id, region }) => `${region}/${id}`).join(', ')}`)
      const names = group.map(({ name }) => name)
      if (new Set(names).size < names.length)
        say(`made twice: ${names.filter((name, at) => names.indexOf(name) !== at)}`)
    }
    const orphans = of.orphans()
    if (orphans.length > 0) say(`parts of deleted AMIs are left: ${orphans.join(', ')}`)
  }

  /** In the calm days at the end each source has good snapshots, and a copy of each where it is wanted. */
  const goodAtTheEnd = (of: Cloud, { calmFrom }: Story, config: BackupsConfig): void => {
    for (const [name, plan] of Object.entries(config.plans)) {
      for (const source of of.sources) {
        if (source.gone) continue
        const mine = of.snapshots.filter(
          (each) => each.by === 'engine' && each.resource === source.id && each.tags['nightshift:backup'] === name,
        )
        for (const region of ['', ...plan.copyTo.map((each) => each.region)]) {
          // What a clock that was ahead took before its time counts for the firing that it was taken for.
          const late = mine.filter(
            ({ region: where, askedAt, tags }) =>
              where === region && Math.max(askedAt, Date.parse(tags['nightshift:firing'] ?? '')) > calmFrom + day,
          )
          if (!late.some((each) => of.stateOf(each) === 'good'))
            say(`no good snapshot of ${source.id} by ${name} in "${region}" in ten calm days`)
        }
      }
    }
  }

  const saidWhatFailed = async (ledger: Ledger, signals: readonly Signal[]): Promise<void> => {
    const all = await ledger.list<BackupProcessRecord>('backup-process', { limit: 100_000 })
    count('processes', all.length)
    for (const { ended, id, process, target } of all) {
      if (ended) count(`${process} ${ended.outcome}`)
      if (ended?.outcome === 'failed' && !signals.some((each) => each.id.includes(`/${id}/failed`)))
        say(`${process} ${id} of ${target} failed, and nobody was told`)
    }
    for (const { name } of signals) count(`signals: ${name}`)
  }

  const nothingFails = async (ledger: Ledger, of: Cloud, config: BackupsConfig): Promise<void> => {
    for (const record of await ledger.children<BackupTargetRecord>('backup-targets')) {
      const source = of.sources.find(({ id }) => record.target.endsWith(`/${id}`))
      const plan = config.plans[record.plan]
      if (!plan || !source || source.gone) continue
      for (const region of Object.keys(record.failing))
        if (region === '' || plan.copyTo.some((each) => each.region === region))
          say(`${record.plan} of ${record.target} still counts as failing in "${region}"`)
    }
  }

  return {
    ...watcher,
    violations,
    say,
    watch: (of: Cloud): void => {
      cloud = of
    },
    /** Somebody deletes it in the console. */
    byHand: (snapshot: SimulatedSnapshot): void => {
      snapshot.gone = true
      snapshot.goneBy = 'hand'
    },
    atTheEnd: async (end: {
      readonly story: Story
      readonly ledger: Ledger
      readonly signals: readonly Signal[]
      readonly cloud: Cloud
      readonly config: BackupsConfig
    }): Promise<void> => {
      await openAtTheEnd(end.ledger)
      leftOver(end.cloud)
      goodAtTheEnd(end.cloud, end.story, end.config)
      await saidWhatFailed(end.ledger, end.signals)
      await nothingFails(end.ledger, end.cloud, end.config)
    },
  }
}
