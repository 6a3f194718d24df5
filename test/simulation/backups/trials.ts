import { drillKind } from '../../../functions/backups/drills/kind.ts'
import { encryptionKind } from '../../../functions/backups/encryptions/kind.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import type { Kind, Parts } from '../../../functions/backups/kinds/kind.ts'
import { proofKind } from '../../../functions/backups/proofs/kind.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import type { World } from '../../../functions/backups/world/world.ts'
import { commandSource } from '../../../shared/command.ts'
import { type BackupsConfig, backupsSchema } from '../../../shared/config/backups/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { BackupEncryptionRecord, BackupProcessRecord } from '../../../shared/ledger/records.ts'
import { awsError } from '../../unit/audits/scene.ts'
import { originalIn } from '../../unit/backups/encryption-scene.ts'
import { fakeAws } from '../../unit/backups/fake-aws.ts'
import { fakeDrill } from '../../unit/backups/fake-drill.ts'
import { fakeRds } from '../../unit/backups/fake-rds.ts'
import { furnish, place, putOthers } from '../../unit/backups/proof-scene.ts'
import type { Random } from '../engine/random.ts'
import type { Rates } from './rates.ts'

/** In the region of the simulation. */
const key = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd'

/** What is tried beside the snapshots of a world, and of which form. */
export interface Trials {
  readonly encrypted: 'instance' | 'cluster'
  readonly drilled: 'instance' | 'cluster'
  readonly proven:
    | 'rds-instance/shop'
    | 'rds-cluster/books'
    | 'ebs-volume/vol-0a1b2c3d4e5f60718'
    | 'ec2-instance/i-0a1b2c3d4e5f60718'
  /** How slow AWS is with databases. */
  readonly pace: number
}

/** What people do to them. */
export const trialDeeds = [
  'encrypt',
  'encrypt',
  'encrypt-back',
  'encrypt-finish',
  'prove',
  'drill',
  'delete restored',
  'delete encrypted',
  'delete its snapshot',
  'delete its copy',
] as const
export type TrialDeed = (typeof trialDeeds)[number]

interface Around {
  readonly clock: () => number
  readonly random: Random
  readonly rates: () => Rates
  readonly count: (what: string, by?: number) => void
  readonly say: (violation: string) => void
}

/** The config of the trials, beside that of the plans. */
export const trialConfig = ({ encrypted, drilled, proven }: Trials): Partial<BackupsConfig> => {
  const check = proven.startsWith('rds-') ? { check: { sql: 'select 1' } } : {}
  const { proofs, drills, encrypt } = backupsSchema.parse({
    proofs: { shop: { of: proven, schedule: 'rate(2 days)', within: '3 hours', ...check } },
    drills: { primary: { of: `rds-${drilled}/shop`, window: { from: '00:00', until: '24:00' }, network } },
    encrypt:
      encrypted === 'instance'
        ? { names: ['shop'], keys: [key] }
        : { clusters: { shop: ['shop-1', 'shop-2'] }, keys: [key] },
  })
  return { proofs, drills, encrypt }
}

const network = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] }

/** Accounts in memory in which databases are restored on trial, fail over and are encrypted, and what must hold of them. */
export const makeTrials = ({ encrypted, drilled, pace }: Trials, { clock, random, rates, count, say }: Around) => {
  const now = () => new Date(clock())
  const proofs = fakeAws(now, { create: 5 + random.next() * 60, remove: 1 + random.next() * 20 })
  furnish(proofs)
  putOthers(proofs)
  const originals = new Set([...proofs.things.keys()])
  const rds = fakeRds(now, pace)
  const original = originalIn(rds, encrypted)
  const names = rds.instances.map(({ name, form }) => ({ name, form }))
  const drills = fakeDrill(clock, 'shop', { form: drilled })
  let [finished, answered] = [false, 0]

  /** A client whose calls may be throttled, or die with the call of the engine. */
  const over = (client: Parts['client'], around: <Result>(effect: () => Promise<Result>) => Promise<Result>) =>
    ((make: never, region?: string) => {
      const { send } = client(make, region) as { readonly send: (command: unknown) => Promise<unknown> }
      return {
        send: (command: unknown) =>
          around(async () => {
            if (random.chance(rates().throttled)) throw awsError('Throttling', 400)
            return send(command)
          }),
      }
    }) as unknown as Parts['client']

  /** A kind that meets an account of its own. */
  const within = (kind: Kind, client: Parts['client']): Kind => ({
    ...kind,
    load: async () => {
      const { begin, actions = {}, ...work } = await kind.load()
      const here = (parts: Parts): Parts => ({ ...parts, client, places: { '*': place } })
      return {
        ...(begin ? { begin: (parts) => begin(here(parts)) } : {}),
        advance: (process, parts) => work.advance(process, here(parts)),
        actions: Object.fromEntries(
          Object.entries(actions).map(([name, run]) => [name, (raw, parts) => run(raw, here(parts))]),
        ),
      }
    },
  })

  const drop = (name: (each: string) => boolean): void => {
    for (const list of [rds.snapshots, rds.clusterSnapshots])
      for (const each of list.keys()) if (name(each)) list.delete(each)
  }
  const restored = () => {
    proofs.settle()
    return [...proofs.things].filter(([id]) => !originals.has(id))
  }
  /** Tasks of checks come to their end, well or not. */
  const endChecks = (): void => {
    for (const task of proofs.tasks)
      if (!task.stopped && random.chance(0.4)) {
        const well = random.chance(0.7)
        if (well) answered += 1
        task.stopped = well ? { exitCode: 0, lines: ['1'] } : { exitCode: 2, lines: ['no way'] }
      }
  }

  return {
    kindsFor: (around: <Result>(effect: () => Promise<Result>) => Promise<Result>): Kind[] => [
      within(proofKind, over(proofs.client, around)),
      within(encryptionKind, over(rds.client, around)),
      within(drillKind, over(drills.client, around)),
    ],
    /** Whether something is under way that moves by minutes. */
    isBusy: async (ledger: Ledger): Promise<boolean> =>
      (await ledger.open<BackupProcessRecord>('backup-process')).some(
        ({ process, step }) =>
          process === 'drill' || process === 'proof' || (process === 'encryption' && step !== 'kept'),
      ),
    deed: async (deed: TrialDeed, world: World): Promise<void> => {
      if (deed === 'delete restored') {
        for (const [id] of restored()) if (random.chance(0.5)) proofs.things.delete(id)
      } else if (deed === 'delete encrypted') {
        const made = rds.instances.filter((each) => each.encrypted && !names.some(({ name }) => name === each.name))
        // Of a cluster first an instance: AWS deletes no cluster that has any.
        const found = made.at(-1)
        if (found) rds.drop(found)
      } else if (deed === 'delete its snapshot' || deed === 'delete its copy')
        drop((each) => each.endsWith('-plain') === (deed === 'delete its snapshot'))
      else {
        const event = parseBackupsEvent({
          source: commandSource,
          action: deed,
          by: 'mina',
          name: 'shop',
          key,
          drill: 'primary',
          proof: 'shop',
        })
        if (!('action' in event)) return
        const before = rds.calls.length
        try {
          const answer = (await act(event, world)) as { readonly refused?: string }
          count(answer.refused === undefined ? `asked: ${deed}` : `refused: ${deed}`)
        } catch {
          count('actions that died')
        }
        if (rds.calls.length !== before) say(`${deed} acts before it is written down`)
      }
    },
    /** After each look. */
    check: async (ledger: Ledger): Promise<void> => {
      endChecks()
      if (!finished)
        finished = (await ledger.list<BackupProcessRecord>('backup-process', { limit: 1_000 })).some(
          ({ process, step, ended }) => process === 'encryption' && (step === 'removing' || ended?.outcome === 'done'),
        )
      if (!rds.instances.some(({ data }) => data === 'orders')) say('the data of the encrypted database is gone')
      if (!finished && !rds.instances.includes(original)) say('the original is gone, and nobody has confirmed it')
    },
    atTheEnd: async (ledger: Ledger): Promise<void> => {
      const all = await ledger.list<BackupProcessRecord>('backup-process', { limit: 100_000 })
      const open = all.filter(({ ended, step }) => !ended && step !== 'kept')
      for (const name of originals) if (!proofs.things.has(name)) say(`a proof has deleted ${name}`)
      if (!open.some(({ process }) => process === 'proof'))
        for (const [id, { status }] of restored()) say(`a restored copy is left: ${id}, ${status}`)
      const proven = all.filter(({ process, ended }) => process === 'proof' && ended?.outcome === 'done')
      if (proofs.tasks.length > 0 && proven.length > answered) say(`${proven.length} are proven by ${answered} answers`)
      const drilled_ = all.filter(({ process }) => process === 'drill')
      if (drills.failovers.length > drilled_.length)
        say(`${drills.failovers.length} failovers for ${drilled_.length} drills`)
      if (!open.some(({ process }) => process === 'drill') && drills.probes.some(({ stopped }) => !stopped))
        say('a probe is left running')
      const encryptions = all.filter(
        (each): each is typeof each & BackupEncryptionRecord => each.process === 'encryption',
      )
      const last = encryptions.toSorted((one, other) => (one.since < other.since ? -1 : 1)).at(-1)
      const isEncrypted = last?.step === 'kept' || last?.ended?.outcome === 'done' || finished
      for (const { name, form } of names) {
        const there = rds.instances.filter((each) => each.name === name && each.form === form)
        if (there.length !== 1 || there[0]?.status !== 'available')
          say(`${form} ${name} is there ${there.length} times`)
        else if (there[0].encrypted !== isEncrypted && !open.includes(last as never))
          say(`${form} ${name} is ${isEncrypted ? 'not ' : ''}encrypted: ${last?.step}, ${last?.ended?.reason}`)
      }
      count('failovers', drills.failovers.length)
      count(
        'restored on trial',
        proofs.calls.filter(({ name }) => /^(Restore|CreateVolume|RunInstances)/.test(name)).length,
      )
    },
  }
}
