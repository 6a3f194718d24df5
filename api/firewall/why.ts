import type { FirewallSlice, Listed } from '../../functions/firewall/rules/slice.ts'
import { isInForce } from '../../functions/firewall/rules/step.ts'
import { type AddressRange, clientOf, parseRange, rangeContains, rangeText } from '../../shared/addresses/addresses.ts'
import { neverWords, whyNever } from '../../shared/firewall/never.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import {
  type FirewallAllowRecord,
  type FirewallBlockRecord,
  type FirewallOffenderRecord,
  keys,
} from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { readRange } from './address.ts'
import { type BlockRow, blockRow } from './block-row.ts'
import { type Held, heldBy, heldNow } from './blocks.ts'
import { sliceOfConfig } from './sight.ts'

/** What is known of an address, as `nightshift firewall why --json` prints it. Times are ISO 8601 in UTC. */
export interface WhyRow {
  /** As it was asked for, canonical. */
  readonly address: string
  /**
   * What holds now: `never` it is reserved, yours, a proxy's or a CDN's; `allowed` by the config or a person; `blocked`; `counted` by a rule
   * that only counts; `cut` blocked, but without a place in a full set; `forgiven` released by hand, and no rule blocks it yet; `released`
   * it was blocked once; `not-known`.
   */
  readonly state: 'never' | 'allowed' | 'blocked' | 'counted' | 'cut' | 'forgiven' | 'released' | 'not-known'
  /** The same in a sentence. */
  readonly words: string
  /** Until when that holds, where it ends. */
  readonly until?: string | undefined
  /** Blocks that are not forgotten: the next one is longer by them. */
  readonly level?: number | undefined
  /** When it was last seen as a customer. */
  readonly customerAt?: string | undefined
  /** Newest first, each with its evidence. Also those of ranges around it. */
  readonly blocks: readonly BlockRow[]
}

interface Known {
  readonly offenders: readonly FirewallOffenderRecord[]
  readonly allows: readonly FirewallAllowRecord[]
  readonly blocks: readonly FirewallBlockRecord[]
}

const meets = (range: AddressRange, client: string): boolean => {
  const other = parseRange(client)
  return other !== undefined && (rangeContains(other, range) || rangeContains(range, other))
}

/** The clients as which an address may be on record: itself, and the /64 that counts as one. */
const ownNames = (range: AddressRange): string[] => {
  const text = rangeText(range)
  const client = text.includes('/') ? undefined : clientOf(text, 64)
  return client === undefined || client === text ? [text] : [text, client]
}

const readKnown = async (ledger: Ledger, range: AddressRange): Promise<Known> => {
  const [inForce, allowed] = await Promise.all([heldNow(ledger), ledger.open<FirewallAllowRecord>('firewall-allow')])
  const around = [...inForce, ...allowed].map(({ client }) => client).filter((client) => meets(range, client))
  const clients = [...new Set([...ownNames(range), ...around])]
  const items = await Promise.all(
    clients.map((client) =>
      ledger.children<FirewallOffenderRecord | FirewallAllowRecord | FirewallBlockRecord>(
        keys.firewallOffender(client).pk,
      ),
    ),
  )
  const all = items.flat()
  return {
    offenders: all.filter(
      (item): item is (typeof all)[number] & FirewallOffenderRecord => item.kind === 'firewall-offender',
    ),
    allows: all.filter((item): item is (typeof all)[number] & FirewallAllowRecord => item.kind === 'firewall-allow'),
    blocks: all.filter((item): item is (typeof all)[number] & FirewallBlockRecord => item.kind === 'firewall-block'),
  }
}

type Verdict = Pick<WhyRow, 'state' | 'words' | 'until'>

const listedNow = (list: readonly Listed[], range: AddressRange, now: Date): Listed | undefined =>
  list.find((each) => isInForce(each, now) && meets(range, each.address))

const untilText = (until: string | undefined): string => (until === undefined ? '' : ` until ${until}`)

const never = (slice: FirewallSlice, range: AddressRange): Verdict | undefined => {
  const found = whyNever(range, { allow: [], own: slice.own, proxies: slice.proxies })
  return found && { state: 'never', words: `It is never blocked: ${neverWords(found)}.` }
}

const allowed = (slice: FirewallSlice, known: Known, range: AddressRange, now: Date): Verdict | undefined => {
  const byConfig = listedNow(slice.allow, range, now)
  if (byConfig)
    return {
      state: 'allowed',
      words: `The config allows ${byConfig.address}${untilText(byConfig.until)}: ${byConfig.why}`,
      until: byConfig.until,
    }
  const byHand = known.allows.find((each) => isInForce(each, now))
  return (
    byHand && {
      state: 'allowed',
      words: `${byHand.by} has allowed ${byHand.client}${untilText(byHand.until)}: ${byHand.why}`,
      until: byHand.until,
    }
  )
}

const minutesText = (minutes = 1): string => (minutes === 1 ? '1 minute' : `${minutes} minutes`)

const heldWords = ({ client, block }: Held): string => {
  const { rule, mode, count, threshold, windowMinutes, until, by, why, cut } = block
  const grounds =
    rule === 'manual'
      ? `${by ?? 'Somebody'} has blocked ${client}${untilText(until)}: ${why ?? ''}`
      : `The rule ${rule} ${mode === 'count' ? 'would block' : 'blocks'} ${client}${untilText(until)}: ${count} in ${minutesText(windowMinutes)}, threshold ${threshold}.`
  return `${grounds}${cut ? ' It has no place in its set, which is full.' : ''}`
}

const held = (slice: FirewallSlice, { offenders }: Known, range: AddressRange, now: Date): Verdict | undefined => {
  const byConfig = listedNow(slice.block, range, now)
  if (byConfig)
    return {
      state: 'blocked',
      words: `The config blocks ${byConfig.address}${untilText(byConfig.until)}: ${byConfig.why}`,
      until: byConfig.until,
    }
  const found = offenders.flatMap(heldBy)
  const worst = found.find(({ block }) => block.mode === 'block') ?? found[0]
  if (worst === undefined) return undefined
  const { mode, cut, until } = worst.block
  return { state: mode === 'count' ? 'counted' : cut ? 'cut' : 'blocked', words: heldWords(worst), until }
}

const past = ({ offenders, blocks }: Known, now: Date): Verdict => {
  const forgiven = offenders.find(
    ({ forgivenUntil }) => forgivenUntil !== undefined && isInForce({ until: forgivenUntil }, now),
  )
  if (forgiven)
    return {
      state: 'forgiven',
      words: `It was released by hand: no rule blocks it again until ${forgiven.forgivenUntil}.`,
      until: forgiven.forgivenUntil,
    }
  const [last] = blocks.toSorted((one, other) => (one.from > other.from ? -1 : 1))
  return last
    ? {
        state: 'released',
        words: `It is not blocked. Its last block was by ${last.rule}, from ${last.from} until ${last.releasedAt ?? last.until}.`,
      }
    : { state: 'not-known', words: 'It is not known: no rule and no person has blocked, counted or allowed it.' }
}

/**
 * Why an address is blocked, or is not: by which rule or person, on which lines, until when; or which list keeps it from being blocked.
 * @param address an address or a range, in any spelling
 * @throws UsageError for what is not an address, or when the config has no firewall
 */
export const whyAddress = async (
  { config, ledger, now }: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  address: string,
): Promise<WhyRow> => {
  const range = readRange(address)
  const slice = sliceOfConfig(config)
  const known = await readKnown(ledger(), range)
  const at = now()
  const verdict =
    never(slice, range) ?? allowed(slice, known, range, at) ?? held(slice, known, range, at) ?? past(known, at)
  const [offender] = known.offenders
  return {
    address: rangeText(range),
    ...verdict,
    level: offender?.level,
    customerAt: offender?.customerAt,
    blocks: known.blocks
      .toSorted((one, other) => (one.from > other.from ? -1 : 1))
      .map((record) => blockRow(record.client, record)),
  }
}
