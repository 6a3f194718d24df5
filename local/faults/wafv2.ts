import { randomUUID } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { parseRange, rangeText } from '../../shared/addresses/addresses.ts'
import { edgeRegion } from '../../shared/firewall/sets.ts'
import { type Answer, jsonAnswer } from './answer.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { pageOf, played, Refused } from './query.ts'
import { always, type Rule, type Which } from './rule.ts'

type About = Omit<Which, 'service'>
type Input = Call['input']

// https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html#API_UpdateIPSet_Errors
const refusing = (name: string, which: About, status: number, code: string, message: string): Rule =>
  always(`wafv2: ${name}`, { service: 'wafv2', ...which }, { refuse: { status, code, message } })

const staleText =
  'AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.'
const limitText = 'AWS WAF couldn’t perform the operation because you exceeded your resource limit.'

/** Somebody was faster: the token is not that of the set as it is now. */
export const optimisticLock = (which: About = { action: 'UpdateIPSet' }): Rule =>
  refusing('stale token', which, 400, 'WAFOptimisticLockException', staleText)

/** More entries than a set may have. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const limitsExceeded = (which: About = { action: 'UpdateIPSet' }): Rule =>
  refusing('limits exceeded', which, 400, 'WAFLimitsExceededException', limitText)

/** An entity that WAF is still spreading to where it is used. */
export const unavailableEntity = (which: About = { action: 'UpdateIPSet' }): Rule =>
  refusing(
    'unavailable entity',
    which,
    400,
    'WAFUnavailableEntityException',
    'AWS WAF couldn’t retrieve a resource that you specified for this operation. Verify the resources that you are specifying in your request parameters and then retry the operation.',
  )

/** WAF's own fault. */
export const wafInternalError = (which: About = {}): Rule =>
  refusing(
    'internal error',
    which,
    500,
    'WAFInternalErrorException',
    'AWS WAF couldn’t perform the operation because of a system problem. Retry your request.',
  )

/** More calls than the rate. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const wafThrottled = (which: About = {}): Rule =>
  refusing('throttled', which, 400, 'ThrottlingException', 'Rate exceeded')

/** The set is gone. */
export const nonexistentItem = (which: About = {}): Rule =>
  refusing(
    'nonexistent item',
    which,
    400,
    'WAFNonexistentItemException',
    'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
  )

const invalid = (field: string, parameter: string): Refused =>
  new Refused(
    400,
    'WAFInvalidParameterException',
    `Error reason: The parameter contains formatting that is not valid., field: ${field}, parameter: ${parameter}`,
  )

/** Entries of one set. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const mostEntries = 10_000

/**
 * Refuses an entry that AWS refuses: no mask, `/0`, the other family, bits behind the mask (aws/aws-cdk#20003, aws-samples/dcv-web-portal#10).
 */
const checkEntry = (entry: string, version: string): void => {
  const [address = '', bits, ...more] = entry.split('/')
  const isOfFamily = version === 'IPV6' ? isIPv6(address) : isIPv4(address)
  const most = version === 'IPV6' ? 128 : 32
  const range = parseRange(entry)
  const single = parseRange(address)
  if (
    !isOfFamily ||
    bits === undefined ||
    more.length > 0 ||
    !/^[1-9]\d*$/.test(bits) ||
    Number(bits) > most ||
    range?.first !== single?.first
  )
    throw invalid('IP_ADDRESS', entry)
}

/** AWS's own spelling of an IPv6 range has all its digits: hashicorp/terraform-provider-aws#5897. */
const spelled = (entry: string): string => {
  const range = parseRange(entry)
  if (range?.family !== 6) return entry
  const digits = range.first.toString(16).padStart(32, '0')
  return `${(digits.match(/.{4}/g) ?? []).join(':')}/${range.bits}`
}

/** A set that holds an entry twice holds it once. */
const checked = (addresses: unknown, version: string): string[] => {
  const entries = Array.isArray(addresses) ? addresses.map(String) : []
  for (const entry of entries) checkEntry(entry, version)
  const known = new Map(
    entries.map((entry) => [rangeText(parseRange(entry) ?? { family: 4, first: 0n, bits: 0 }), entry]),
  )
  if (known.size > mostEntries) throw new Refused(400, 'WAFLimitsExceededException', limitText)
  return [...known.values()].map(spelled)
}

/** CloudFront's are asked for in us-east-1 only. */
const checkScope = ({ input, region }: Pick<Call, 'input' | 'region'>): void => {
  if (input.Scope === 'CLOUDFRONT' && region !== edgeRegion) throw invalid('SCOPE_VALUE', 'CLOUDFRONT')
  if (input.Scope !== 'CLOUDFRONT' && input.Scope !== 'REGIONAL') throw invalid('SCOPE_VALUE', String(input.Scope))
}

const writes = new Set(['CreateIPSet', 'UpdateIPSet', 'DeleteIPSet'])

/** One call a second to each action that writes, in an account and region. */
const makePace = (now: () => Date, perSecond: number) => {
  const last = new Map<string, number>()
  return ({ action, region }: Pick<Call, 'action' | 'region'>): void => {
    if (!writes.has(action)) return
    const key = `${action} ${region}`
    const at = now().getTime()
    if (at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < 1_000 / perSecond)
      throw new Refused(400, 'ThrottlingException', 'Rate exceeded')
    last.set(key, at)
  }
}

/** A set as the play begins with it, or as a person leaves it. */
export interface PlayedSet {
  readonly name: string
  readonly id: string
  readonly scope: 'REGIONAL' | 'CLOUDFRONT'
  readonly version: 'IPV4' | 'IPV6'
  readonly description?: string
  readonly addresses?: readonly string[]
}

export interface WafPace {
  /** Calls a second to each action that writes. Default 1. */
  readonly perSecond?: number
  /** Seconds until a change is in effect everywhere. Default 20. */
  readonly spreadSeconds?: number
  /** Sets on a page. Default 100, which is also the most. */
  readonly pageSize?: number
}

interface Live extends PlayedSet {
  addresses: readonly string[]
  description?: string
  token: string
  /** What is in effect where requests come in, and from when on what was put. */
  inEffect: readonly string[]
  changedAt: number
}

export interface WafPlay extends Rule {
  readonly entries: (name: string, scope: PlayedSet['scope']) => readonly string[] | undefined
  /** What WAF matches requests against by now. */
  readonly inEffect: (name: string, scope: PlayedSet['scope']) => readonly string[] | undefined
  readonly description: (name: string, scope: PlayedSet['scope']) => string | undefined
  /** A person changes the set by hand; every token that was given before is stale. */
  readonly change: (
    name: string,
    scope: PlayedSet['scope'],
    how: (entries: readonly string[]) => readonly string[],
  ) => void
}

/**
 * IP sets as AWS has them: tokens that go stale, limits, refusals of what is not CIDR notation, one write a second, CloudFront's in
 * us-east-1 only, and changes that take their time to be in effect.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html, https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
 */
export const ipSetsPlay = (now: () => Date, given: readonly PlayedSet[], pace: WafPace = {}): WafPlay => {
  const { perSecond = 1, spreadSeconds = 20, pageSize = 100 } = pace
  const keep = makePace(now, perSecond)
  let tokens = 0
  const nextToken = (): string => {
    tokens += 1
    return `token-${tokens}`
  }
  const sets = new Map<string, Live>()
  const keyOf = (scope: unknown, name: unknown): string => `${String(scope)}/${String(name)}`
  for (const set of given) {
    const addresses = checked(set.addresses, set.version)
    const live = { ...set, addresses, token: nextToken(), inEffect: addresses, changedAt: 0 }
    sets.set(keyOf(set.scope, set.name), live)
  }
  const settle = (set: Live): Live => {
    if (now().getTime() >= set.changedAt + spreadSeconds * 1_000) set.inEffect = set.addresses
    return set
  }
  const put = (set: Live, addresses: readonly string[]): void => {
    settle(set)
    Object.assign(set, { addresses, token: nextToken(), changedAt: now().getTime() })
  }
  const found = (input: Input): Live => {
    const set = sets.get(keyOf(input.Scope, input.Name))
    if (!set || set.id !== input.Id)
      throw new Refused(
        400,
        'WAFNonexistentItemException',
        'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
      )
    return set
  }
  const arn = ({ scope, name, id }: Live, region: string): string =>
    `arn:aws:wafv2:${region}:123456789012:${scope === 'REGIONAL' ? 'regional' : 'global'}/ipset/${name}/${id}`
  const locked = (input: Input): Live => {
    const set = found(input)
    if (set.token !== input.LockToken) throw new Refused(400, 'WAFOptimisticLockException', staleText)
    return set
  }

  const actions: Readonly<Record<string, (call: Call) => Answer>> = {
    GetIPSet: ({ input, region }) => {
      const set = found(input)
      const { name: Name, id: Id, version: IPAddressVersion, description, addresses: Addresses, token } = set
      const about = { Name, Id, ARN: arn(set, region), IPAddressVersion, Addresses, Description: description ?? '' }
      return jsonAnswer({ IPSet: about, LockToken: token })
    },
    ListIPSets: ({ input, region }) => {
      const all = [...sets.values()].filter(({ scope }) => scope === input.Scope)
      const { page, next } = pageOf(all, input.NextMarker, Math.min(pageSize, Number(input.Limit ?? 100)))
      return jsonAnswer({
        NextMarker: next,
        IPSets: page.map((set) => ({ Name: set.name, Id: set.id, ARN: arn(set, region), LockToken: set.token })),
      })
    },
    CreateIPSet: ({ input, region }) => {
      const name = textOf(input, 'Name') ?? ''
      if (sets.has(keyOf(input.Scope, name)))
        throw new Refused(
          400,
          'WAFDuplicateItemException',
          'AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.',
        )
      const version = input.IPAddressVersion === 'IPV6' ? 'IPV6' : 'IPV4'
      const set: Live = {
        name,
        id: randomUUID(),
        scope: input.Scope === 'CLOUDFRONT' ? 'CLOUDFRONT' : 'REGIONAL',
        version,
        ...(textOf(input, 'Description') ? { description: textOf(input, 'Description') ?? '' } : {}),
        addresses: checked(input.Addresses, version),
        token: nextToken(),
        inEffect: [],
        changedAt: now().getTime(),
      }
      sets.set(keyOf(set.scope, name), set)
      return jsonAnswer({ Summary: { Name: name, Id: set.id, ARN: arn(set, region), LockToken: set.token } })
    },
    UpdateIPSet: ({ input }) => {
      const set = found(input)
      const addresses = checked(input.Addresses, set.version)
      locked(input)
      put(set, addresses)
      // What is not sent is gone: an update replaces all that can be changed.
      set.description = textOf(input, 'Description') ?? ''
      return jsonAnswer({ NextLockToken: set.token })
    },
    DeleteIPSet: ({ input }) => {
      const { scope, name } = locked(input)
      sets.delete(keyOf(scope, name))
      return jsonAnswer({})
    },
  }

  return {
    name: 'wafv2: ip sets',
    before: (call) => {
      const act = call.service === 'wafv2' ? actions[call.action] : undefined
      if (!act) return undefined
      return played(() => {
        checkScope(call)
        keep(call)
        return act(call)
      })
    },
    entries: (name, scope) => sets.get(keyOf(scope, name))?.addresses,
    inEffect: (name, scope) => {
      const set = sets.get(keyOf(scope, name))
      return set && settle(set).inEffect
    },
    description: (name, scope) => sets.get(keyOf(scope, name))?.description,
    change: (name, scope, how) => {
      const set = sets.get(keyOf(scope, name))
      if (set) put(set, checked(how(set.addresses), set.version))
    },
  }
}

const versionOf = (entries: readonly string[]): string =>
  entries.some((entry) => entry.includes(':')) ? 'IPV6' : 'IPV4'

/**
 * What AWS refuses and the emulator does not, before its own sets: entries that are not CIDR notation or of another family, too many of
 * them, tokens that are not those of the last answer, CloudFront's scope elsewhere, more than one write a second.
 * @param families by the name of the set; what is not there is told by its first entry
 */
export const wafv2AsOnAws = (now: () => Date = () => new Date(), pace: Pick<WafPace, 'perSecond'> = {}): Rule => {
  const keep = makePace(now, pace.perSecond ?? 1)
  const tokens = new Map<string, string>()
  const versions = new Map<string, string>()
  const keyOf = ({ Scope, Id }: Input): string => `${String(Scope)}/${String(Id)}`
  return {
    name: 'wafv2: as on AWS',
    before: (call) => {
      const { service, action, input } = call
      if (service !== 'wafv2' || !action.endsWith('IPSet')) return undefined
      try {
        checkScope(call)
        keep(call)
        const known = versions.get(keyOf(input))
        if (action === 'CreateIPSet') checked(input.Addresses, String(input.IPAddressVersion))
        if (action === 'UpdateIPSet') checked(input.Addresses, known ?? versionOf((input.Addresses ?? []) as string[]))
        const token = tokens.get(keyOf(input))
        if ((action === 'UpdateIPSet' || action === 'DeleteIPSet') && token !== undefined && token !== input.LockToken)
          throw new Refused(400, 'WAFOptimisticLockException', staleText)
        return undefined
      } catch (error) {
        if (error instanceof Refused) return { refuse: error.refusal }
        throw error
      }
    },
    after: ({ service, action, input }, { status, body }) => {
      if (service !== 'wafv2' || status !== 200 || !(action === 'GetIPSet' || action === 'UpdateIPSet'))
        return undefined
      const { LockToken, NextLockToken, IPSet } = JSON.parse(body || '{}') as {
        readonly LockToken?: string
        readonly NextLockToken?: string
        readonly IPSet?: { readonly IPAddressVersion?: string }
      }
      const token = LockToken ?? NextLockToken
      if (token !== undefined) tokens.set(keyOf(input), token)
      if (IPSet?.IPAddressVersion !== undefined) versions.set(keyOf(input), IPSet.IPAddressVersion)
      return undefined
    },
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html */
export const wafv2Asks = ({ action, input }: Call, place: Place): readonly Ask[] => {
  const name = textOf(input, 'Name')
  const scope = input.Scope === 'CLOUDFRONT' ? 'global' : 'regional'
  const isSet = /^(?:Get|Update|Delete|Create)IPSet$/.test(action)
  const resource =
    isSet && name ? arnOf('wafv2', place, `${scope}/ipset/${name}/${textOf(input, 'Id') ?? '*'}`) : undefined
  return [{ action: `wafv2:${action}`, resource: resource ?? '*' }]
}
