import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type RestoreAnswer, restoreObject } from '../../functions/thumbnails/backfill/restore.ts'
import { backfillStore } from '../../functions/thumbnails/backfill/store.ts'
import { decidePage, type Listed } from '../../functions/thumbnails/rules/backfill.ts'
import {
  type ArchivedSum,
  addArchived,
  hasSpeed,
  isToRestore,
  type RestoreOffer,
  restoreOffers,
  type Speed,
  speeds,
} from '../../functions/thumbnails/rules/restore.ts'
import { archiveOf, restoreState } from '../../functions/thumbnails/rules/version.ts'
import { errorName } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { currentRecipes, type Watermarks } from './recipes.ts'
import { openRejects, type RejectFilter } from './rejects.ts'

export { type RestoreOffer, type Speed, speeds }

/** What S3 is asked for. */
export interface AskedRestore {
  /** Undefined: only what every speed costs is wanted. */
  readonly speed?: Speed | undefined
  /** Days for which S3 keeps the copy. */
  readonly days: number
  /** Whether somebody has agreed to the price; without that nothing is asked for. */
  readonly confirm: boolean
  /** Most originals that are asked for. */
  readonly limit?: number | undefined
  /** Hears how far it is. */
  readonly say: (text: string) => void
}

/** What was found in archives, and what S3 said. */
export interface RestoreResult {
  /** What every speed costs, for each class. */
  readonly offers: readonly RestoreOffer[]
  /** Archived originals that are wanted and that somebody has asked for already. */
  readonly underWay: number
  /** How often S3 gave each answer; none where nothing was asked. */
  readonly answers: Readonly<Partial<Record<RestoreAnswer, number>>>
}

/** How many are asked for at once. */
const width = 16

const restoreAll = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  pages: AsyncIterable<readonly Listed[]>,
  { speed, days, confirm, limit = Number.POSITIVE_INFINITY, say }: AskedRestore,
): Promise<RestoreResult> => {
  const s3 = deployment.connect(S3Client)
  const bucket = deployment.output('UploadsBucket')
  const answers: Partial<Record<RestoreAnswer, number>> = {}
  let sums: ArchivedSum[] = []
  let [underWay, found] = [0, 0]
  for await (const page of pages) {
    underWay += page.filter(({ restoring }) => restoring).length
    const wanted = page.filter(isToRestore).slice(0, limit - found)
    for (const each of wanted) sums = addArchived(sums, each)
    found += wanted.length
    if (confirm && speed) {
      const taken = wanted.filter(({ archive = 'GLACIER' }) => hasSpeed(archive, speed))
      const said = await inParallel(taken, width, ({ key }) => restoreObject(s3, { bucket, key, speed, days }))
      for (const answer of said) answers[answer] = (answers[answer] ?? 0) + 1
    }
    say(`${found} archived originals found`)
    if (found >= limit) break
  }
  return { offers: restoreOffers(sums, days), underWay, answers }
}

/**
 * Finds the archived originals that lack the right thumbnails, says what restoring them costs at every speed, and, where somebody
 * agrees, asks S3 to restore them. That takes hours; S3 then notifies, and their thumbnails are made.
 * @throws UsageError when the config has no thumbnails
 */
export const restoreForBackfill = (
  deployment: Deployment,
  { prefix, watermarks, ...asked }: AskedRestore & { readonly prefix: string; readonly watermarks: Watermarks },
): Promise<RestoreResult> => {
  const recipes = currentRecipes(deployment, watermarks)
  const [uploads, thumbnails] = [deployment.output('UploadsBucket'), deployment.output('ThumbnailsBucket')]
  const store = backfillStore({ uploads, thumbnails }, deployment.ledger(), deployment.connect(S3Client))
  const pages = async function* (): AsyncGenerator<readonly Listed[]> {
    for await (const page of store.originals(prefix, undefined)) {
      const archived = (await decidePage(page, recipes, store)).filter(({ need }) => need === 'archived')
      // What was refused would be refused again: nobody pays for that.
      const refused = await inParallel(archived, width, ({ original }) => store.isRefused(original))
      yield archived.flatMap(({ original }, index) => (refused[index] ? [] : [original]))
    }
  }
  return restoreAll(deployment, pages(), asked)
}

/** The same for originals that were refused and are open, and that have been archived since: they could not be tried again. */
export const restoreForReplay = (
  deployment: Deployment,
  { filter, ...asked }: AskedRestore & { readonly filter: RejectFilter },
): Promise<RestoreResult> => {
  const s3 = deployment.connect(S3Client)
  const listed = async ({ bucket: Bucket, key: Key }: { bucket: string; key: string }): Promise<Listed[]> => {
    try {
      const { StorageClass, Restore, ContentLength = 0 } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
      const archive = archiveOf(StorageClass)
      if (!archive) return []
      const state = restoreState(Restore)
      const [archived, restoring] = [state !== 'readable', state === 'under-way']
      return [{ key: Key, etag: '', bytes: ContentLength, archived, archive, restoring }]
    } catch (error) {
      if (errorName(error) === 'NotFound') return []
      throw error
    }
  }
  const pages = async function* (): AsyncGenerator<readonly Listed[]> {
    // Nothing is changed in a bucket that was there already, also not for money.
    const uploads = deployment.output('UploadsBucket')
    const own = (await openRejects(deployment, filter)).filter(({ bucket }) => bucket === uploads)
    yield (await inParallel(own, width, listed)).flat()
  }
  return restoreAll(deployment, pages(), asked)
}

/** @throws UsageError for a speed that no class has for what was found */
export const checkSpeed = ({ offers }: Pick<RestoreResult, 'offers'>, speed: Speed): void => {
  const its = offers.filter((offer) => offer.speed === speed)
  if (its.length > 0 && its.every(({ time }) => time === undefined))
    throw new UsageError(`S3 restores nothing from DEEP_ARCHIVE at the speed ${speed}: choose standard or bulk.`)
}
