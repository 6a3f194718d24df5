import { awaitAll } from '../../../shared/await-all.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Change } from '../rules/notification.ts'
import { shelfOf, versionShelfOf } from '../rules/requested.ts'
import type { RequestedStore } from '../world/requested-store.ts'
import type { Answer } from './answer.ts'

/**
 * Removes what was made on request of other versions than the one that is there now; all of it, where there is none. Twice does no harm.
 * @throws AWS errors: then the upload's message is tried again
 */
export const tidyRequested = async (
  original: Change,
  { outcome, version }: Answer,
  { list, remove }: RequestedStore,
): Promise<void> => {
  if (outcome === 'passed-over') return
  const current = version && versionShelfOf(original, version.etag)
  for await (const page of list(shelfOf(original))) {
    const old = page.filter(({ key }) => current === undefined || !key.startsWith(current))
    await awaitAll(
      old.map(({ key, etag }) =>
        remove(key, { etag }).catch((error: unknown) => {
          // It is gone already.
          if (!(error instanceof ConflictError)) throw error
        }),
      ),
    )
  }
}
