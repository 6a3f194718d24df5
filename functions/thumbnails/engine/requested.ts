import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import { ConflictError } from '../../../shared/errors.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { AskedPicture } from '../../../shared/thumbnails/picture.ts'
import type { Change } from '../rules/notification.ts'
import { recipeOf } from '../rules/origin.ts'
import type { PrefixRecipe } from '../rules/recipe.ts'
import {
  type AutoFormat,
  type ResolvedPicture,
  recipeShelfOf,
  requestedRecipe,
  resolveAuto,
  slotOf,
} from '../rules/requested.ts'
import type { Kept, RequestEffects } from '../world/request-effects.ts'
import type { Call } from './answer.ts'
import type { MakeMeans, makeRequested, Wanted } from './make-requested.ts'
import { beginMaking, giveUpMaking } from './making.ts'

/** What pictures on request are found and made with. */
export interface FindMeans extends Omit<MakeMeans, 'pictures'> {
  readonly requests: Pick<RequestsConfig, 'maxPerOriginal' | 'largest'>
  /** Of the config, the longest prefix first. */
  readonly recipes: readonly PrefixRecipe[]
  readonly existing: readonly Existing[]
  /** Loaded by the first call that makes something. */
  readonly maker: () => Promise<(...given: [Wanted, Call]) => ReturnType<typeof makeRequested>>
  readonly wait: (milliseconds: number) => Promise<unknown>
}

export type Found =
  | { readonly kept: Exclude<Kept, { refusal: object }>; readonly slot: string; readonly made: boolean }
  | { readonly none: 'no-original' | 'archived' | 'too-many' | 'busy' }
  | {
      readonly none: 'refused'
      readonly cause: string
      readonly reason: string
      /** It says nothing about the original. */
      readonly ofSize?: true
    }

/** How often a call looks whether another one has made what it waits for, in milliseconds. */
const lookEvery = 250

/** Milliseconds that a call that waits leaves for its answer. */
const answerMs = 3_000

/** Whether the file itself was refused. A key that is too long for thumbnails is not for pictures on request: theirs are short. */
const isRefused = (reject: RejectRecord | undefined): reject is RejectRecord =>
  reject?.open !== undefined && reject.cause !== 'key-too-long'

/**
 * After it was written: an original that was removed in this very moment leaves nothing behind, nor does one of which nobody can say.
 * @throws AWS errors
 */
const expectCurrent = async ({ original, version, slot }: Wanted, effects: RequestEffects): Promise<void> => {
  const drop = async (): Promise<void> => {
    const mark = await effects.readMark(slot)
    if (mark) await effects.remove(slot, mark)
  }
  const current = await effects.currentVersion(original).catch(async (error: unknown) => {
    await drop()
    throw error
  })
  if (current?.etag !== version.etag) await drop()
}

/** Has this call make it, unless another one does. @returns whether it did */
const makeOnce = async (wanted: Wanted, means: FindMeans, call: Call): Promise<boolean> => {
  if (!(await beginMaking(wanted.slot, means.ledger, call.now))) return false
  const left = call.remainingMs()
  try {
    await (await means.maker())(wanted, call)
    await expectCurrent(wanted, means.effects)
    return true
  } catch (error) {
    await giveUpMaking(wanted.slot, means.ledger, call.now, left - call.remainingMs())
    // The original changed, or somebody was faster: what is there now is looked at.
    if (error instanceof ConflictError) return false
    throw error
  }
}

/** Finds or makes the picture in one format. @param own recipe of the original */
const findResolved = async (
  original: Change,
  asked: ResolvedPicture,
  own: PrefixRecipe,
  means: FindMeans,
  call: Call,
): Promise<Found> => {
  const { effects, ledger, requests } = means
  const total = call.remainingMs()
  let made = false
  for (;;) {
    const version = await effects.currentVersion(original)
    if (!version) return { none: 'no-original' }
    const recipe = requestedRecipe(own, asked, version, requests)
    const shelf = recipeShelfOf(original, version, own.hash, requests)
    const slot = slotOf(shelf, recipe)
    const kept = await effects.readKept(slot)
    if (kept?.refusal) return { none: 'refused', ...kept.refusal, ofSize: true }
    if (kept) return { kept, slot, made }
    const reject = await ledger.get<RejectRecord>(keys.reject(original.bucket, original.key, version.etag))
    if (isRefused(reject)) return { none: 'refused', cause: reject.cause, reason: reject.reason }
    if (version.archived) return { none: 'archived' }
    if ((await effects.count(shelf, requests.maxPerOriginal)) >= requests.maxPerOriginal) return { none: 'too-many' }
    const now = new Date(call.now.getTime() + total - call.remainingMs())
    if (await makeOnce({ original, version, recipe, slot }, means, { ...call, now })) made = true
    else if (call.remainingMs() < answerMs) return { none: 'busy' }
    else await means.wait(lookEvery)
  }
}

/** Whether another format of the same size may be there, or can be made: AVIF takes long, and there is no room for another picture where one is kept. */
const tryNext = (found: Found): boolean =>
  'none' in found && (found.none === 'too-many' || (found.none === 'refused' && found.ofSize === true))

/**
 * Finds the picture of the version that is there now, or makes it. Of calls that ask for the same at once one makes it, and the others wait for it.
 * @param accepts the best format that the browser takes, for `format=auto`
 * @param call `now` is when it began; how long it waits comes from what is left
 * @throws TransientError and AWS errors: another request can do better
 */
export const findRequested = async (
  original: Change,
  picture: AskedPicture,
  accepts: AutoFormat,
  means: FindMeans,
  call: Call,
): Promise<Found> => {
  const own = recipeOf(original, means.recipes, means.existing)
  const total = call.remainingMs()
  let found: Found = { none: 'no-original' }
  if (!own) return found
  for (const asked of resolveAuto(picture, accepts, own)) {
    const now = new Date(call.now.getTime() + total - call.remainingMs())
    found = await findResolved(original, asked, own, means, { ...call, now })
    if (!tryNext(found)) return found
  }
  return found
}
