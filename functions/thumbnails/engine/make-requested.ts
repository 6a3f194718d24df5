import { TransientError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { refuseBySize } from '../inspect/limits.ts'
import type { Change } from '../rules/notification.ts'
import { type PrefixRecipe, storageClassFor } from '../rules/recipe.ts'
import type { ImageFacts, Refusal } from '../rules/refusal.ts'
import { rejectOf } from '../rules/reject.ts'
import type { Version } from '../rules/version.ts'
import { type RequestEffects, refusalType } from '../world/request-effects.ts'
import type { Call } from './answer.ts'
import { openOriginal } from './original.ts'
import type { Pictures } from './pictures.ts'
import { recordReject } from './rejects.ts'

/** What a picture is made with. */
export interface MakeMeans {
  readonly config: { readonly maxMegabytes: number; readonly version: string }
  readonly effects: RequestEffects
  readonly pictures: Pictures
  readonly ledger: Ledger
}

/** One picture that is to be made. */
export interface Wanted {
  readonly original: Change
  readonly version: Version
  /** Of this picture alone. */
  readonly recipe: PrefixRecipe
  /** Its key in the bucket of thumbnails. */
  readonly slot: string
}

/** What says something about the size that was asked for, and nothing about the original: its thumbnails may be there. */
const bySize: ReadonlySet<Refusal['cause']> = new Set(['too-slow', 'too-much-memory'])

const refuse = async (
  { original, version }: Wanted,
  refusal: Refusal,
  facts: ImageFacts,
  { ledger, config }: MakeMeans,
  now: Date,
): Promise<void> => recordReject(rejectOf(original, version, refusal, facts, config.version, now), ledger)

const keep = async (
  { version, recipe, slot }: Wanted,
  content: {
    readonly bytes: Uint8Array
    readonly contentType: string
    readonly width?: number
    readonly height?: number
  },
  { effects }: MakeMeans,
): Promise<void> =>
  effects.write(
    {
      ...content,
      key: slot,
      sourceEtag: version.etag,
      recipe: recipe.hash,
      storageClass: storageClassFor(content.bytes.length, recipe.storage),
    },
    undefined,
  )

/**
 * Makes one picture of a version by the looks and limits that uploads have, and keeps it, or the refusal: that of an original in the ledger, as if its
 * upload had been looked at, and that of a size in the picture's place. So nothing is decoded again to be refused again.
 * @throws ConflictError when the original changed meanwhile, or somebody else has made it; TransientError where a later try may help
 */
export const makeRequested = async (wanted: Wanted, means: MakeMeans, call: Call): Promise<void> => {
  const { original, version, recipe } = wanted
  const { effects, pictures, config } = means
  const tooBig = refuseBySize(version.bytes, config.maxMegabytes)
  if (tooBig) return refuse(wanted, tooBig, { bytes: version.bytes }, means, call.now)
  pictures.prepare()
  const { readPart, readAll } = openOriginal(effects, original, version)
  const { facts, refusal } = await pictures.inspect(readPart, version.bytes, recipe)
  if (refusal) return refuse(wanted, refusal, facts, means, call.now)
  if (call.remainingMs() < (pictures.deadlineSeconds + 5) * 1000)
    throw new TransientError('Too little time is left to decode')
  const rendering = await pictures.render(await readAll(), recipe, facts)
  if (rendering.refusal && !bySize.has(rendering.refusal.cause))
    return refuse(wanted, rendering.refusal, rendering.facts ?? facts, means, call.now)
  if (rendering.refusal)
    return keep(wanted, { bytes: Buffer.from(JSON.stringify(rendering.refusal)), contentType: refusalType }, means)
  const [made] = rendering.thumbnails
  if (!made) throw new TypeError('No picture was made')
  const { bytes, contentType, width, height } = made
  return keep(wanted, { bytes, contentType, width, height }, means)
}
