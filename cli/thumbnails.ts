import type { Command } from 'commander'
import type { Ledger } from '../shared/ledger/ledger.ts'
import type { RejectRecord } from '../shared/ledger/records.ts'
import { findDeployment } from './deployment.ts'
import { countOption, type JsonOption, jsonOption, sinceOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** The newest refusals, as the command prints them. */
export const readRejects = async (
  ledger: Ledger,
  { since, limit = 100 }: { readonly since?: string | undefined; readonly limit?: number } = {},
) => {
  const rejects = await ledger.list<RejectRecord>('reject', { limit, ...(since === undefined ? {} : { since }) })
  return rejects.map(({ bucket, key, versionId, cause, reason, at }) => ({ bucket, key, versionId, cause, reason, at }))
}

interface RejectsOptions extends JsonOption {
  readonly since?: string
  readonly limit: number
}

/** `nightshift thumbnails rejects` */
export const registerThumbnails = (program: Command): void => {
  const thumbnails = program.command('thumbnails').description('thumbnails of uploads')
  thumbnails
    .command('rejects')
    .description('uploads that were refused, and why')
    .option('--since <time>', 'only since then: 7d, 90m or 2026-11-21T02:30:00+09:00', (text) =>
      sinceOption(text, new Date()),
    )
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async ({ json = false, since, limit }: RejectsOptions) => {
      const deployment = await findDeployment()
      printRows(
        await readRejects(deployment.ledger(), { since, limit }),
        { json },
        {
          at: ({ at }) => localTime(at),
          key: ({ key }) => key,
          cause: ({ cause }) => cause,
          reason: ({ reason }) => reason,
        },
        'No upload was refused.',
      )
    })
}
