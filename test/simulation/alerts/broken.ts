import { react } from '../../../functions/alerts/engine/react.ts'
import { sweep, wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import type { MailboxRecord, OnCallRecord } from '../../../shared/ledger/records.ts'
import type { Engine } from './play.ts'

/** The engine of the functions, in a world that is not what it is told. */
const misled = (mislead: (world: World) => World): Engine => ({
  react: (transition, world) => react(transition, mislead(world)),
  sweep: (world) => sweep(mislead(world)),
  wakeUp: (wake, world) => wakeUp(wake, mislead(world)),
})

const withConfig = (change: (config: AlertsConfig) => Partial<AlertsConfig>): Engine =>
  misled((world) => ({ ...world, config: { ...world.config, ...change(world.config) } }))

const withLedger = (change: (world: World) => Partial<Ledger>): Engine =>
  misled((world) => ({ ...world, ledger: { ...world.ledger, ...change(world) } }))

/** What was made at run time, as another than it is. */
const withMade = (change: (record: OnCallRecord) => Partial<OnCallRecord>) =>
  withLedger(({ ledger }) => ({
    get: (async (key: Parameters<Ledger['get']>[0]) => {
      const item = await ledger.get(key)
      return item?.kind === 'on-call' ? { ...item, ...change(item as Stored<OnCallRecord>) } : item
    }) as Ledger['get'],
  }))

const isMailbox = (item: object): item is MailboxRecord => 'kind' in item && item.kind === 'mailbox'

const good: Engine = { react, sweep, wakeUp }

const waitOfAll = (wait: string) =>
  withConfig(({ policies }) => ({
    policies: Object.fromEntries(
      Object.entries(policies).map(([name, policy]) => [
        name,
        { ...policy, steps: policy.steps.map((step) => ({ ...step, wait })) },
      ]),
    ),
  }))

/** Broken engines, what the judge must say of each, and a world in which it shows. */
export const brokenEngines: readonly (readonly [name: string, says: RegExp, seed: number, engine: Engine])[] = [
  ['the sweep does nothing', /: owed since |: was due at /, 5, { ...good, sweep: async () => {} }],
  ['the queue of timers wakes nobody', / ms late$/, 3, { ...good, wakeUp: async () => {} }],
  ['no silence holds', / in a silence$/, 21, withConfig(() => ({ silences: [] }))],
  ['nothing inhibits', / although another alarm inhibits it$/, 1, withConfig(() => ({ inhibits: [] }))],
  [
    'what is made at run time decides nothing',
    / calls .* had it$/,
    1,
    misled((world) => ({ ...world, inForce: 'read' })),
  ],
  [
    'a cancelled override goes on',
    / calls .* had it$/,
    5,
    withMade(({ overrides }) => ({
      overrides: overrides.map(({ ended, ...each }) =>
        ended ? { ...each, parts: each.parts.map((part) => ({ ...part, until: ended.until })) } : each,
      ),
    })),
  ],
  [
    'an override goes on after its end',
    / calls .* had it$/,
    1,
    withMade(({ overrides }) => ({
      overrides: overrides.map((each) => ({
        ...each,
        parts: each.parts.map((part) => ({ ...part, until: '2027-06-01T00:00:00Z' })),
      })),
    })),
  ],
  ['no silence made at run time holds', / in a silence$/, 1, withMade(() => ({ silences: [] }))],
  [
    'a silence that was ended holds on',
    /held by a silence at .* is no end|, and nothing holds it$| and nobody knows, /,
    3,
    withMade(({ silences }) => ({
      silences: silences.map(({ ended, ...each }) => ({ ...each, until: ended?.until ?? each.until })),
    })),
  ],
  [
    'nobody has quiet hours',
    /: in the quiet hours of /,
    21,
    withConfig(({ responders }) => ({
      responders: Object.fromEntries(
        Object.entries(responders).map(([name, each]) => [name, { ...each, quietHours: undefined }]),
      ),
    })),
  ],
  ['every step waits for a second', /: (its first step|step \d+) waits until /, 13, waitOfAll('1 second')],
  [
    'messages are sent as if nobody had had any',
    /: three text messages within /,
    5,
    withLedger(({ ledger }) => ({
      children: (async (...args: Parameters<Ledger['children']>) =>
        (await ledger.children(...args)).map((item) =>
          isMailbox(item) ? { ...item, sent: [] } : item,
        )) as Ledger['children'],
    })),
  ],
  [
    'every mailbox is full for ever',
    / and nobody knows, /,
    5,
    withLedger(({ ledger, now }) => ({
      children: (async (...args: Parameters<Ledger['children']>) =>
        (await ledger.children(...args)).map((item) =>
          isMailbox(item) ? { ...item, sent: Array(30).fill(now.toISOString()) } : item,
        )) as Ledger['children'],
    })),
  ],
]
