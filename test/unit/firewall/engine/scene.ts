import { createHash } from 'node:crypto'
import type { Memory } from '../../../../functions/firewall/engine/memory.ts'
import { emptyMemory } from '../../../../functions/firewall/engine/memory.ts'
import { type PassReport, pass } from '../../../../functions/firewall/engine/pass.ts'
import { doRequest, type RequestAnswer } from '../../../../functions/firewall/engine/request.ts'
import { takeMessages } from '../../../../functions/firewall/engine/take-messages.ts'
import { parseRequest } from '../../../../functions/firewall/rules/request.ts'
import type { Rule } from '../../../../functions/firewall/rules/rule.ts'
import type { FirewallSlice } from '../../../../functions/firewall/rules/slice.ts'
import { countsFrom, countsName } from '../../../../functions/firewall/world/counts-store.ts'
import { awsIpSets } from '../../../../functions/firewall/world/ip-sets.ts'
import {
  type CountsStore,
  type IpSets,
  type LogWorld,
  type Objects,
  StaleTokenError,
  type World,
} from '../../../../functions/firewall/world/world.ts'
import type { Rule as Fault } from '../../../../local/faults/rule.ts'
import { ipSetsPlay, type PlayedSet } from '../../../../local/faults/wafv2.ts'
import { TransientError } from '../../../../shared/errors.ts'
import { addressFamilies, type FirewallSet, firewallLists, setName } from '../../../../shared/firewall/sets.ts'
import type { Ledger } from '../../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../../shared/signals.ts'
import { wire } from '../../local/faults/wire.ts'
import { rule as plainRule, slice as plainSlice } from '../rules/scene.ts'

export const bucket = 'shop-logs'

export const rule = (more: Partial<Rule> = {}): Rule =>
  plainRule({ name: 'errors', escalate: { factor: 2, mostSeconds: 86_400, decaySeconds: 86_400 }, ...more })

export const slice = (more: Partial<FirewallSlice> = {}): FirewallSlice =>
  plainSlice({
    sources: [{ name: 'web', bucket: { name: bucket }, scope: 'REGIONAL' }],
    rules: [rule()],
    customers: ['/checkout*'],
    ...more,
  })

/** One line of a load balancer's log, as AWS writes it. */
export const albLine = (
  client: string,
  at: Date,
  { status = 404, path = '/wp-login.php', last = 'forward' } = {},
): string =>
  `https ${at.toISOString()} app/shop/50dc6c495c0c9188 ${client}:40123 10.0.0.1:80 0.0 0.01 0.0 ${status} ${status} 34 366 "GET https://shop.example:443${path} HTTP/1.1" "curl/8.5" ECDHE TLSv1.2 arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/t/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "-" 0 ${at.toISOString()} "${last}" "-" "-" "10.0.0.1:80" "${status}" "-" "-"`

/** So many lines of one client, the last at a time, one a second. */
export const lines = (client: string, count: number, last: Date, more: Parameters<typeof albLine>[2] = {}): string[] =>
  Array.from({ length: count }, (_, index) =>
    albLine(client, new Date(last.getTime() - (count - 1 - index) * 1000), more),
  )

/** The played sets, asked without the SDK's client: many times as fast, for what is played hundreds of times. */
const directly = (waf: Fault): IpSets => {
  const ask = (set: FirewallSet, action: string, more: object): unknown => {
    const region = set.scope === 'CLOUDFRONT' ? 'us-east-1' : 'ap-northeast-2'
    const input = { Name: set.name, Id: set.id, Scope: set.scope, ...more }
    const outcome = waf.before?.({ service: 'wafv2', action, region, protocol: 'json', input })
    if (outcome && 'refuse' in outcome) {
      if (outcome.refuse.code === 'WAFOptimisticLockException') throw new StaleTokenError('stale')
      throw new TransientError(outcome.refuse.code)
    }
    return outcome && 'answer' in outcome ? JSON.parse(String(outcome.answer.body)) : undefined
  }
  return {
    read: async (set) => {
      const { IPSet, LockToken } = ask(set, 'GetIPSet', {}) as {
        readonly IPSet: { readonly Addresses: readonly string[] }
        readonly LockToken: string
      }
      return { entries: IPSet.Addresses, token: LockToken }
    },
    write: async (set, { token }, entries) => {
      ask(set, 'UpdateIPSet', { Addresses: entries, LockToken: token })
    },
  }
}

/** The bucket of counts, in memory. @param from characters above which pieces are kept in it */
export const countsInMemory = (from = countsFrom) => {
  const objects = new Map<string, string>()
  const calls = { writes: 0, reads: 0 }
  const store: CountsStore = {
    from,
    write: async (texts) => {
      const text = texts.join('\n')
      calls.writes += 1
      objects.set(countsName(text), text)
      return countsName(text)
    },
    read: async (name) => {
      calls.reads += 1
      return objects.get(name)?.split('\n')
    },
  }
  return { ...store, objects, calls }
}

interface Options {
  /** Without the SDK's client between the engine and WAF. */
  readonly direct?: boolean
  readonly slice?: Partial<FirewallSlice>
  readonly scopes?: readonly FirewallSet['scope'][]
  readonly sets?: Partial<Record<string, readonly string[]>>
  readonly description?: string
  /** Before the played WAF. */
  readonly faults?: readonly Fault[]
  readonly ledger?: Ledger
  /** Characters of counts above which they are kept in the bucket. */
  readonly countsFrom?: number | undefined
}

/** A deployment in memory: the engine, the ledger, WAF as on AWS behind the real client, and objects. Its time is moved by hand. */
export const makeScene = (options: Options = {}) => {
  let time = Date.parse('2026-11-30T10:00:00Z')
  const now = (): Date => new Date(time)
  const config = slice(options.slice)
  const ids = (scope: string, name: string): string => `${scope}-${name}`
  const sets = (options.scopes ?? ['REGIONAL']).flatMap((scope) =>
    firewallLists.flatMap((list) =>
      addressFamilies.map((family): FirewallSet => {
        const name = setName('shop', list, family)
        return { scope, list, family, name, id: ids(scope, name) }
      }),
    ),
  )
  const played = sets.map(
    ({ scope, name, family, id }): PlayedSet => ({
      scope,
      name,
      id,
      version: family === 'ipv4' ? 'IPV4' : 'IPV6',
      description: options.description ?? 'Made by Nightshift',
      addresses: options.sets?.[name] ?? [],
    }),
  )
  const waf = ipSetsPlay(now, played)
  const faults: Fault[] = [...(options.faults ?? [])]
  const { client, calls } = wire([{ name: 'faults', before: (call) => firstOf(faults, call) }, waf])
  const clients = new Map<string | undefined, unknown>()
  const clientOf = (make: new (given: never) => never, region?: string): unknown => {
    const known = clients.get(region) ?? new make({ ...client, region } as never)
    clients.set(region, known)
    return known
  }
  const ipSets = options.direct ? directly(waf) : awsIpSets('ap-northeast-2', clientOf as never)
  const memoryOfLedger = memoryLedger([], { now })
  const ledger = options.ledger ?? memoryOfLedger
  const stored = new Map<string, { readonly bytes: Buffer; readonly etag: string }>()
  const counts = countsInMemory(options.countsFrom)
  const wakes: { readonly at: number; readonly sentAt: number }[] = []
  const signals: Signal[] = []
  let calls_ = 0
  let left = 60_000

  const objects: Objects = {
    open: async ({ bucket: name, key, etag }) => {
      const object = stored.get(`${name}/${key}`)
      if (!object) return { unread: 'gone', words: 'It was deleted before it was read.' }
      if (etag !== undefined && etag !== object.etag)
        return { unread: 'replaced', words: 'Another object is in its place.' }
      return {
        etag: object.etag,
        chunks: (async function* () {
          yield object.bytes
        })(),
      }
    },
  }
  const common = () => {
    const begun = time
    return { ledger, counts, slice: config, version: 'c1', now: now(), remainingMs: () => left - (time - begun) }
  }
  const wake = async (seconds: number): Promise<void> => {
    wakes.push({ at: time + seconds * 1000, sentAt: time })
  }
  const logWorld = (more: Partial<LogWorld> = {}): LogWorld => ({ ...common(), objects, wake, ...more })
  const world = (more: Partial<World> = {}): World => {
    calls_ += 1
    return {
      ...common(),
      wake,
      ipSets,
      sets,
      publish: async (signal) => {
        signals.push(signal)
      },
      pause: async (milliseconds) => {
        time += milliseconds
      },
      random: () => 0.5,
      callId: `call-${calls_}`,
      ...more,
    }
  }
  const put = (key: string, content: readonly string[] | Buffer) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(`${content.join('\n')}\n`)
    const etag = createHash('md5').update(bytes).digest('hex')
    stored.set(`${bucket}/${key}`, { bytes, etag })
    return { bucket, key, etag, at: now().toISOString() }
  }
  const memory = emptyMemory()
  return {
    now,
    advance: (seconds: number): void => {
      time += seconds * 1000
    },
    setLeft: (milliseconds: number): void => {
      left = milliseconds
    },
    ledger: memoryOfLedger,
    counts,
    waf,
    sets,
    faults,
    /** Calls of WAF so far, by action. */
    wafCalls: (action: string): number => calls.filter((call) => call.action === action).length,
    lastCall: (action: string) => calls.filter((call) => call.action === action).at(-1),
    calls,
    wakes,
    signals,
    memory,
    put,
    remove: (key: string): void => {
      stored.delete(`${bucket}/${key}`)
    },
    logWorld,
    world,
    /** Objects of one call, each in a message of its own. @throws the first failure */
    takeAll: async (arrivals: readonly ReturnType<typeof put>[], more: Partial<LogWorld> = {}): Promise<void> => {
      const failed = await takeMessages(
        arrivals.map((each) => [each]),
        logWorld(more),
      )
      for (const error of failed) if (error !== undefined) throw error
    },
    take: async (arrival: ReturnType<typeof put>, more: Partial<LogWorld> = {}): Promise<void> => {
      const [error] = await takeMessages([[arrival]], logWorld(more))
      if (error !== undefined) throw error
    },
    pass: (more: Partial<World> = {}, own: Memory = memory, look = true): Promise<PassReport> =>
      pass(world(more), own, { look }),
    ask: (raw: object, more: Partial<World> = {}, own: Memory = memory): Promise<RequestAnswer> =>
      doRequest(parseRequest({ by: 'mina', why: 'a test', ...raw }), world(more), own),
    blocked: (family: 'ipv4' | 'ipv6' = 'ipv4', scope: FirewallSet['scope'] = 'REGIONAL', list = 'block') =>
      waf.entries(`shop-${list}-${family}`, scope) ?? [],
  }
}

const firstOf = (faults: readonly Fault[], call: Parameters<NonNullable<Fault['before']>>[0]) => {
  for (const fault of faults) {
    const outcome = fault.before?.(call)
    if (outcome) return outcome
  }
  return undefined
}

export type Scene = ReturnType<typeof makeScene>
