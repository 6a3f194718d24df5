import type { DecideEvent, EncryptEvent } from '../../functions/backups/encryptions/event.ts'
import type { PlanLine } from '../../functions/backups/encryptions/plan.ts'
import { commandSource } from '../../shared/command.ts'
import type { BackupEncryptionRecord } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { type ProcessRow, rowOf } from './processes.ts'

export type { PlanLine } from '../../functions/backups/encryptions/plan.ts'

type Acting = Pick<Deployment, 'connect' | 'output'>
type Asked = Pick<EncryptEvent, 'name' | 'key' | 'by'>

const ask = (deployment: Acting, event: Omit<EncryptEvent, 'source'> | Omit<DecideEvent, 'source'>): Promise<unknown> =>
  callFunction(deployment, deployment.output('BackupsFunction'), { source: commandSource, ...event })

/**
 * What encrypting a database by copy would do, stop, change and lose. Nothing is done.
 * @param asked `name` of the instance or cluster, as `shop` or `rds-cluster/shop`; `key` the ARN of a KMS key that the config names
 * @throws UsageError with why it cannot be
 */
export const planEncryption = async (deployment: Acting, asked: Asked): Promise<PlanLine[]> =>
  (await ask(deployment, { action: 'encrypt-plan', ...asked })) as PlanLine[]

/** Begins it: whoever asks has read the plan, and has stopped what writes. @throws UsageError with why it cannot be */
export const encryptDatabase = async (deployment: Acting, asked: Asked): Promise<ProcessRow> =>
  rowOf((await ask(deployment, { action: 'encrypt', ...asked })) as BackupEncryptionRecord)

/** `finish`: the original is deleted. `back`: it gets its name again, or keeps it. @throws UsageError with why it cannot be */
export const endEncryption = async (
  deployment: Acting,
  how: 'finish' | 'back',
  asked: Pick<DecideEvent, 'name' | 'by'>,
): Promise<ProcessRow> =>
  rowOf((await ask(deployment, { action: `encrypt-${how}`, ...asked })) as BackupEncryptionRecord)
