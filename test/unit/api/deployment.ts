import { type Deployment, makeDeployment } from '../../../api/deployment.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { Config } from '../../../shared/config/schema.ts'
import type { Connect } from '../../../shared/connect.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'

/** The instant at which fake deployments stand still. */
export const standstill = new Date('2026-11-21T12:00:00Z')

interface Fake {
  readonly config?: Partial<Config>
  readonly outputs?: Readonly<Record<string, string>>
  readonly ledger?: Ledger
  readonly now?: Date
  /** What a client of a class answers, by the class's name. Default: a real client, for `mockClient` to catch. */
  readonly clients?: Readonly<Record<string, { readonly send: (command: unknown) => Promise<unknown> }>>
}

const options = {
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
}

/** A deployment of nightshift.config.ts on nothing but memory. */
export const fakeDeployment = ({ config, outputs = {}, ledger, now = standstill, clients }: Fake = {}): Deployment => {
  const memory = ledger ?? memoryLedger()
  const connect: Connect = (Class, more) => (clients?.[Class.name] ?? new Class({ ...options, ...more })) as never
  return makeDeployment({
    config: { ...parseConfig(written, now), ...config },
    local: false,
    outputs: { LedgerTable: 'ledger', ...outputs },
    connect,
    now: () => now,
    openLedger: () => memory,
  })
}
