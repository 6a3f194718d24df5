import { awaitAll } from '../../../shared/await-all.ts'
import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Change } from '../rules/notification.ts'
import { recipeShelfOf, shelfOf, versionShelfOf } from '../rules/requested.ts'
import type { RequestedStore } from '../world/requested-store.ts'
import type { Answer } from './answer.ts'

/**
 * Removes what was made on request of other versions than the one that is there now, and by another recipe where the thumbnails are by this one; all of it,
 * where there is none. Where another version came meanwhile, its own message does that. Twice does no harm.
 * @throws AWS errors: then the upload's message is tried again
 */
export const tidyRequested = async (
  original: Change,
  { outcome, version, recipe }: Answer,
  { list, remove, currentVersion }: RequestedStore,
  requests: Pick<RequestsConfig, 'largest'>,
): Promise<void> => {
  if (outcome === 'passed-over') return
  const current =
    version &&
    (recipe === undefined ? versionShelfOf(original, version.etag) : recipeShelfOf(original, version, recipe, requests))
  for await (const page of list(shelfOf(original))) {
    const old = page.filter(({ key }) => current === undefined || !key.startsWith(current))
    // Read behind the list: a version of which something is in it was there before.
    if (old.length > 0 && (await currentVersion(original))?.etag !== version?.etag) return
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
