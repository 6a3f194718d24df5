import type { Access, Check, Seen } from '../../../functions/audits/checks/check.ts'
import { runAudits } from '../../../functions/audits/engine/run.ts'
import type { AuditsSlice } from '../../../functions/audits/rules/slice.ts'
import type { World } from '../../../functions/audits/world/world.ts'
import { type Finding, findingId } from '../../../shared/audits/finding.ts'
import { auditsSchema } from '../../../shared/config/audits/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../shared/signals.ts'

export const sliceOf = (written: object = {}): AuditsSlice => ({
  ...auditsSchema.parse(written),
  deployment: 'corner-shop',
})

export const finding = (name: string, more: Partial<Finding> = {}): Finding => ({
  id: findingId('waste', 'address-idle', name),
  audit: 'waste',
  kind: 'address-idle',
  severity: 'note',
  resource: name,
  title: `Address ${name} belongs to nothing`,
  reason: 'It is paid for.',
  advice: `aws ec2 release-address --allocation-id ${name}`,
  dollars: 3.65,
  ...more,
})

/** A check that sees what a function says. */
export const fakeCheck = (name: string, see: () => Seen | Promise<Seen>, audit: Check['audit'] = 'waste'): Check => ({
  audit,
  name,
  statements: () => [],
  load: async () => async () => see(),
})

/** AWS as a table of answers by the name of the command; a function of its input, or an error that is thrown. */
export const fakeAccess = (
  answers: Readonly<Record<string, unknown>>,
  now = new Date('2026-11-30T05:00:00Z'),
): Access & { readonly calls: string[]; readonly waits: number[] } => {
  const calls: string[] = []
  const waits: number[] = []
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    const name = command.constructor.name.replace(/Command$/, '')
    calls.push(name)
    const known = answers[name]
    const answer = typeof known === 'function' ? known(command.input) : known
    if (answer instanceof Error) throw answer
    return answer ?? {}
  }
  return {
    // The checks do nothing with a client but send.
    client: (() => ({ send })) as unknown as Access['client'],
    region: 'eu-west-1',
    account: '123456789012',
    partition: 'aws',
    wait: async (ms) => {
      waits.push(ms)
    },
    connectTls: async () => ({ subject: 'x', issuer: 'y', validTo: now }),
    now,
    calls,
    waits,
  }
}

/** A ledger, a bus, and the looks that come after one another. */
export const makeScene = (checks: readonly Check[], written: object = { only: ['waste'] }) => {
  const ledger = memoryLedger()
  const signals: Signal[] = []
  const world = (at: string, more: Partial<World> = {}): World => {
    const now = new Date(at)
    return {
      ledger,
      publish: async (signal) => {
        signals.push(signal)
      },
      checks,
      accessOf: async () => fakeAccess({}, now),
      slice: sliceOf(written),
      version: 'c1',
      now,
      remainingMs: () => 60_000,
      ...more,
    }
  }
  return {
    ledger,
    signals,
    world,
    look: (at: string, more: Partial<World> = {}) => runAudits(world(at, more), { reason: 'schedule' }),
  }
}

export const awsError = (name: string, status: number): Error =>
  Object.assign(new Error(`${name} happened`), { name, $metadata: { httpStatusCode: status } })
