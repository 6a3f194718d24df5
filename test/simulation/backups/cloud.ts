import type { Answer, Seen, Source, Vault } from '../../../functions/backups/vaults/vault.ts'
import type { ResourceKind } from '../../../shared/backups/targets.ts'
import type { Random } from '../engine/random.ts'
import { awsError } from '../hours/cloud.ts'
import type { Rates } from './rates.ts'

/** A snapshot as this AWS itself knows it. Times in epoch milliseconds of AWS's own clock. */
export interface SimulatedSnapshot {
  readonly id: string
  readonly kind: ResourceKind
  /** `''` is the deployment's. */
  readonly region: string
  readonly name: string
  readonly resource: string
  readonly tags: Readonly<Record<string, string>>
  readonly by: 'engine' | 'hand'
  /** The moment whose data it has. */
  readonly at: number
  readonly askedAt: number
  readonly readyAt: number
  readonly fails: boolean
  /** What it is a copy of. */
  readonly source?: string
  /** Parts of an AMI. */
  readonly parts: readonly string[]
  /** An AMI of somebody else is made of it. */
  inUse: boolean
  gone: boolean
  goneBy?: 'engine' | 'hand'
}

export interface SimulatedSource {
  readonly kind: ResourceKind
  readonly id: string
  busyUntil: number
  gone: boolean
}

export interface CloudWatcher {
  /** Just before AWS deletes what the engine asks it to delete. */
  readonly onRemove: (snapshot: SimulatedSnapshot, call: unknown) => void
  readonly onCopy: (underWay: number) => void
}

const nouns: Readonly<Record<ResourceKind, string>> = {
  'rds-instances': 'rds-instance',
  'rds-clusters': 'rds-cluster',
  'ebs-volumes': 'ebs-volume',
  'ec2-instances': 'ec2-instance',
}

/** What AWS takes at once of each volume, and of copies into one region. */
const mostPending = 5
const mostCopies = 20

/** Milliseconds for which what was just made may not be shown. */
const hiddenMs = 45_000

/** AWS as far as snapshots need it. */
export const makeCloud = (clock: () => number, watcher: CloudWatcher) => {
  const sources: SimulatedSource[] = []
  const snapshots: SimulatedSnapshot[] = []
  const parts = new Map<string, { readonly of: string; gone: boolean }>()
  const deadKeys = new Set<string>()
  let count = 0

  const stateOf = ({ readyAt, fails }: SimulatedSnapshot): Seen['state'] =>
    clock() < readyAt ? 'pending' : fails ? 'failed' : 'good'

  const shown = (snapshot: SimulatedSnapshot): Seen => ({
    id: snapshot.id,
    state: stateOf(snapshot),
    percent: clock() < snapshot.readyAt ? 40 : 100,
    ...(snapshot.fails ? { reason: 'an internal error' } : {}),
    at: new Date(snapshot.at).toISOString(),
    tags: snapshot.tags,
    encrypted: false,
    ...(snapshot.parts.length > 0 ? { parts: snapshot.parts } : {}),
  })

  const add = (given: Omit<SimulatedSnapshot, 'id' | 'askedAt' | 'parts' | 'inUse' | 'gone'>): SimulatedSnapshot => {
    count += 1
    const id = given.kind.startsWith('rds') ? given.name : `${given.kind === 'ec2-instances' ? 'ami' : 'snap'}-${count}`
    const made = given.kind === 'ec2-instances' ? [`snap-${count}a`, `snap-${count}b`] : []
    const snapshot = { ...given, id, askedAt: clock(), parts: made, inUse: false, gone: false }
    for (const part of made) parts.set(part, { of: id, gone: false })
    snapshots.push(snapshot)
    return snapshot
  }

  const here = (kind: ResourceKind, region: string): SimulatedSnapshot[] =>
    snapshots.filter((each) => each.kind === kind && each.region === region && !each.gone)

  /** The vaults as one call meets them. */
  const vaultsFor = (
    random: Random,
    rates: () => Rates,
    call: unknown,
    around: <Args extends unknown[], Result>(
      effect: (...args: Args) => Promise<Result>,
    ) => (...args: Args) => Promise<Result>,
  ): ReadonlyMap<string, Vault> => {
    const effect = <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
      around(async (...args: Args): Promise<Result> => {
        if (random.chance(rates().throttled)) throw awsError('Throttling', 400)
        return work(...args)
      })
    const isHidden = ({ askedAt }: SimulatedSnapshot): boolean =>
      clock() - askedAt < hiddenMs && random.chance(rates().hidden)

    const lastsOf = (): number =>
      random.chance(rates().late) ? random.between(60, 2_000) * 60_000 : random.between(1, 25) * 60_000

    const vaultOf = (kind: ResourceKind): Vault => ({
      kind,
      noun: nouns[kind],
      service: kind.startsWith('rds') ? 'rds' : 'ec2',
      find: effect(({ names = [] }) => names),
      source: effect((id): Source => {
        const source = sources.find((each) => each.kind === kind && each.id === id)
        if (!source || source.gone) return { state: 'gone' }
        return clock() < source.busyUntil ? { state: 'busy', reason: 'It is modifying.' } : { state: 'ready' }
      }),
      take: effect((resource, { name, tags }): Answer => {
        const known = here(kind, '').find((each) => each.name === name && kind !== 'ebs-volumes')
        if (known) return { id: known.id }
        const source = sources.find((each) => each.kind === kind && each.id === resource)
        if (!source || source.gone || clock() < source.busyUntil)
          return { refusal: { reason: 'It is not available.', passes: true } }
        const underWay = here(kind, '').filter((each) => each.resource === resource && stateOf(each) === 'pending')
        if (underWay.length >= mostPending) return { refusal: { reason: 'Too many pending.', passes: true } }
        const fails = random.chance(rates().fails)
        return add({
          kind,
          region: '',
          name,
          resource,
          tags,
          by: 'engine',
          at: clock(),
          readyAt: clock() + lastsOf(),
          fails,
        })
      }),
      made: effect((_process, name, region = '') => {
        const found = here(kind, region).find((each) => each.name === name && each.by === 'engine')
        return found && !isHidden(found) ? shown(found) : undefined
      }),
      show: effect((id, region = '') => {
        const found = here(kind, region).find((each) => each.id === id)
        return found && !isHidden(found) ? shown(found) : undefined
      }),
      list: effect(({ deployment, plan, target }, region = '') =>
        here(kind, region)
          .filter(
            ({ tags }) =>
              tags['nightshift:deployment'] === deployment &&
              tags['nightshift:backup'] === plan &&
              tags['nightshift:of'] === target,
          )
          .filter((each) => !isHidden(each))
          .map(shown),
      ),
      copy: effect((source, { name, tags }, region): Answer => {
        const known = here(kind, region).find((each) => each.name === name && kind !== 'ebs-volumes')
        if (known) return { id: known.id }
        if (deadKeys.has(region)) return { refusal: { reason: 'The key is disabled: enable it.', passes: false } }
        const original = here(kind, '').find(({ id }) => id === source.id)
        if (!original || stateOf(original) !== 'good') return { refusal: { reason: 'It is not there.', passes: false } }
        const service = (of: ResourceKind): boolean => of.startsWith('rds')
        const underWay = snapshots.filter(
          (each) =>
            each.region === region &&
            each.source !== undefined &&
            service(each.kind) === service(kind) &&
            stateOf(each) === 'pending',
        )
        watcher.onCopy(underWay.filter(({ by, gone }) => by === 'engine' && !gone).length)
        if (underWay.length >= mostCopies) return { refusal: { reason: 'Too many copies.', passes: true } }
        return add({
          kind,
          region,
          name,
          resource: original.resource,
          tags,
          by: 'engine',
          at: original.at,
          source: original.id,
          readyAt: clock() + 2 * lastsOf(),
          fails: random.chance(rates().copyFails),
        })
      }),
      needed: effect((ids, region = '') => {
        const used = here(kind, region).filter(({ id, inUse }) => inUse && ids.includes(id))
        return new Map(used.map(({ id }) => [id, 'an AMI']))
      }),
      remove: async ({ id, parts: made = [] }, region = '') => {
        // Each of these is a call of its own: one may die between.
        const refusal = await effect(() => {
          const found = here(kind, region).find((each) => each.id === id)
          if (!found) return undefined
          if (found.inUse) return { reason: 'An AMI uses it.', passes: true }
          watcher.onRemove(found, call)
          found.gone = true
          found.goneBy = 'engine'
          return undefined
        })()
        if (refusal) return refusal
        for (const part of made)
          await effect(() => {
            const known = parts.get(part)
            if (known) known.gone = true
          })()
        return undefined
      },
    })
    return new Map(
      (['rds-instances', 'rds-clusters', 'ebs-volumes', 'ec2-instances'] as const).map((kind) => [kind, vaultOf(kind)]),
    )
  }

  return {
    sources,
    snapshots,
    deadKeys,
    add,
    stateOf,
    vaultsFor,
    /** Snapshots of AMIs that are gone. */
    orphans: (): string[] =>
      [...parts].flatMap(([id, { of, gone }]) =>
        !gone && snapshots.some((each) => each.id === of && each.goneBy === 'engine') ? [id] : [],
      ),
  }
}

export type Cloud = ReturnType<typeof makeCloud>
