import { ConflictError } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupProcessRecord, CopyProcessRecord } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'
import { nounOf, type Vault } from '../vaults/vault.ts'

/**
 * Copies that AWS takes at once, by service, into one region. Those of others count too, and are met as refusals.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export const mostCopies = 20

/** Which of the queued copies have their turn: the oldest first, as many as AWS takes at once. */
export const turnsOf = (
  copies: readonly Stored<CopyProcessRecord>[],
  serviceOf: (copy: CopyProcessRecord) => string,
): Stored<CopyProcessRecord>[] => {
  const groups = Map.groupBy(copies, (copy) => `${serviceOf(copy)} ${copy.region}`)
  return [...groups.values()].flatMap((group) => {
    const underWay = group.filter(({ step }) => step === 'asking' || step === 'made').length
    return group
      .filter(({ step }) => step === 'queued')
      .toSorted((one, other) =>
        one.since < other.since ? -1 : one.since > other.since ? 1 : one.id < other.id ? -1 : 1,
      )
      .slice(0, Math.max(0, mostCopies - underWay))
  })
}

/** Gives queued copies their turn. @throws the ledger's errors */
export const beginCopies = async ({ ledger, now }: Parts, vaults: ReadonlyMap<string, Vault>): Promise<void> => {
  const open = await ledger.open<BackupProcessRecord>('backup-process')
  const copies = open.filter((each): each is Stored<CopyProcessRecord> => each.process === 'copy')
  const byNoun = new Map([...vaults.values()].map(({ noun, service }) => [noun, service]))
  for (const copy of turnsOf(copies, ({ target }) => byNoun.get(nounOf(target)) ?? ''))
    try {
      const item: CopyProcessRecord = {
        ...copy,
        step: 'asking',
        askedAt: undefined,
        askedBy: undefined,
        waits: undefined,
      }
      await ledger.commit([{ item, expect: copy.version }], now)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
}
