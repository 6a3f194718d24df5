import { look } from '../../functions/hours/engine/look.ts'
import { kindOf, kinds } from '../../functions/hours/targets/index.ts'
import type { TargetKind } from '../../functions/hours/targets/target-kind.ts'
import type { World } from '../../functions/hours/world/world.ts'
import {
  type PlayedScalableTarget,
  type ScalingPlay,
  scalableTargets,
} from '../../local/faults/application-auto-scaling.ts'
import { autoScalingGroups } from '../../local/faults/auto-scaling.ts'
import type { Call } from '../../local/faults/call.ts'
import { ec2Instances } from '../../local/faults/ec2-instances.ts'
import { ecsServices } from '../../local/faults/ecs-services.ts'
import { rdsDatabases } from '../../local/faults/rds-databases.ts'
import type { Rule } from '../../local/faults/rule.ts'
import { type CalendarConfig, calendarOf } from '../../shared/calendar/index.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import { type HoursTargetRecord, keys, type PlannedOffRecord } from '../../shared/ledger/records.ts'
import type { Signal } from '../../shared/signals.ts'
import { makeClock, playAws } from '../unit/hours/targets/aws.ts'

/** What a test sees of one target: that it runs in full, or that nothing of it is left, and how its scaling is set. */
export interface Shown {
  readonly state: string
  readonly size?: object | undefined
  readonly scaling?: object | undefined
}

export interface Case {
  readonly kind: keyof typeof kinds
  readonly id: string
  /** What its selector has beside its name. Default nothing. */
  readonly selector?: object
  /** Default: Monday to Friday from 08:00 to 20:00 UTC. */
  readonly calendar?: CalendarConfig
  /** The play of AWS, with the target running. */
  readonly play: (now: () => Date) => { readonly rules: readonly Rule[]; readonly shown: () => Shown }
}

const scaled: PlayedScalableTarget = {
  resource: 'service/shop/web',
  min: 2,
  max: 6,
  suspended: { ScheduledScalingSuspended: true },
}

const scalingOf = (play: ScalingPlay): object => {
  const { min, max, suspended } = play.target(scaled.resource) ?? { min: -1, max: -1, suspended: {} }
  return { min, max, suspended }
}

/** One of every kind that AWS can be asked to switch, as it is before its first night. */
export const cases: readonly Case[] = [
  {
    kind: 'ec2-instances',
    id: 'i-0a1b2c3d4e5f60718',
    play: (now) => {
      const play = ec2Instances(now, [{ id: 'i-0a1b2c3d4e5f60718' }])
      return { rules: [play], shown: () => ({ state: play.instance('i-0a1b2c3d4e5f60718')?.state ?? 'gone' }) }
    },
  },
  {
    kind: 'rds-instances',
    id: 'shop',
    play: (now) => {
      const play = rdsDatabases(now, { instances: [{ id: 'shop' }] })
      return { rules: [play], shown: () => ({ state: play.status('shop') ?? 'gone' }) }
    },
  },
  {
    kind: 'rds-clusters',
    id: 'shop',
    play: (now) => {
      const instances = ['a', 'b'].map((id) => ({ id, cluster: 'shop', engine: 'aurora-mysql' }))
      const play = rdsDatabases(now, { clusters: [{ id: 'shop', engine: 'aurora-mysql' }], instances })
      return {
        rules: [play],
        shown: () => ({ state: ['shop', 'a', 'b'].map((id) => play.status(id) ?? 'gone').join(' ') }),
      }
    },
  },
  {
    kind: 'auto-scaling-groups',
    id: 'web',
    play: (now) => {
      const group = { name: 'web', min: 2, max: 6, desired: 3, suspended: ['AZRebalance', 'ScheduledActions'] }
      const play = autoScalingGroups(now, [group])
      return {
        rules: [play],
        shown: () => {
          const { min, max, desired, instances, suspended } = play.group('web') ?? {}
          return { state: String(instances), size: { min, max, desired }, scaling: suspended }
        },
      }
    },
  },
  {
    kind: 'ecs-services',
    id: 'shop/web',
    play: (now) => {
      const play = ecsServices(now, [{ cluster: 'shop', name: 'web', desired: 3 }])
      const scaling = scalableTargets([scaled], play)
      return {
        rules: [play, scaling],
        shown: () => {
          const { desired, running } = play.service('shop/web') ?? {}
          return { state: String(running), size: { desired }, scaling: scalingOf(scaling) }
        },
      }
    },
  },
]

const officeHours: CalendarConfig = { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] }

const arns = { of: (service: string, resource: string) => `arn:aws:${service}:ap-northeast-2:123456789012:${resource}` }

export const isChange = ({ action }: Call): boolean => !/^(Describe|List|Get)/.test(action)

/** One target from a Monday evening on: off at 20:00, on at 08:00, in UTC. Looks are made by the minute, by the unchanged engine. */
export const makeNight = ({ kind, id, play, selector, calendar = officeHours }: Case) => {
  const clock = makeClock('2026-11-30T19:50:00Z')
  const { rules: played, shown } = play(clock.now)
  let faults: readonly Rule[] = []
  let isDead = false
  const gate: Rule = {
    name: 'faults',
    before: (call) => {
      for (const { before } of faults) {
        const outcome = before?.(call)
        if (outcome) return outcome
      }
      return undefined
    },
  }
  const aws = playAws([gate, ...played], clock.now)
  const signals: Signal[] = []
  const memory = memoryLedger()
  const living = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    if (isDead) throw new Error('the function has ended')
    return act()
  }
  const ledger: Ledger = {
    get: (key) => living(() => memory.get(key)),
    children: (pk, prefix) => living(() => memory.children(pk, prefix)),
    lastChildren: (pk, limit) => living(() => memory.lastChildren(pk, limit)),
    list: (word, options) => living(() => memory.list(word, options)),
    open: (word, until) => living(() => memory.open(word, until)),
    commit: (writes, now) => living(() => memory.commit(writes, now)),
  }
  const target: TargetKind | undefined = kindOf(kind)
  if (!target) throw new Error(`no kind ${kind}`)
  let looks = 0
  const world = (): World => {
    looks += 1
    return {
      ledger,
      publish: (signal) =>
        living(async () => {
          signals.push(signal)
        }),
      kinds: new Map(
        Object.keys(kinds).flatMap((key) => {
          const each = kindOf(key)
          return each ? [[key, each] as const] : []
        }),
      ),
      access: aws.access,
      arns,
      slice: {
        calendars: { office: calendarOf(calendar) },
        targets: [{ name: 'the-target', kind, selector: { names: [id], ...selector }, calendar: 'office' }],
      },
      priceOf: () => undefined,
      version: 'v1',
      now: clock.now(),
      callId: `look ${looks}`,
      remainingMs: () => 100_000,
    }
  }
  return {
    shown,
    signals,
    aws,
    record: () => memory.get<HoursTargetRecord>(keys.hoursTarget(`${target.noun}/${id}`)),
    plannedOff: (subject: string) => memory.get<PlannedOffRecord>(keys.plannedOff(subject)),
    setFaults: (...rules: readonly Rule[]): void => {
      faults = rules
    },
    /** The function dies: nothing that it does from now on, in this call, has any effect. */
    die: (): void => {
      isDead = true
    },
    isDead: () => isDead,
    /** A look each so many minutes until then, and what they threw. */
    runTo: async (time: string, minutes = 2): Promise<unknown[]> => {
      const end = Date.parse(time)
      const errors: unknown[] = []
      while (clock.now().getTime() < end) {
        clock.pass(Math.min(minutes * 60, (end - clock.now().getTime()) / 1_000))
        isDead = false
        await look(world()).catch((error: unknown) => errors.push(error))
      }
      return errors
    },
    /** Hours in which nobody looks. */
    sleepTo: (time: string): void => clock.pass((Date.parse(time) - clock.now().getTime()) / 1_000),
  }
}
