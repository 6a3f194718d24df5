import { folderOf, isExisting } from '../../functions/thumbnails/rules/origin.ts'
import { recipeFor } from '../../functions/thumbnails/rules/recipe.ts'
import { notAllowed, shelfOf } from '../../functions/thumbnails/rules/requested.ts'
import { GetSecretValueCommand, SecretsManagerClient } from '../../shared/sdk/secrets-manager.ts'
import { type AskedPicture, normalForm, PictureError, parsePicture } from '../../shared/thumbnails/picture.ts'
import { signAddress } from '../../shared/thumbnails/signed-address.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { currentRecipes, thumbnailsConfig } from './recipes.ts'

/** Which address is wanted. */
export interface AskedSignature extends AskedPicture {
  /** Where the original is; default: the bucket of uploads. */
  readonly bucket?: string | undefined
  /** Milliseconds for which it is good. Left out: until the secret is changed twice. */
  readonly expires?: number | undefined
}

/** A signed address, as `nightshift thumbnails sign --json` prints it. */
export interface SignedRow {
  /** The original's. */
  readonly key: string
  /** What is asked for, in its normal form: `w=480,h=320,fit=cover`. */
  readonly picture: string
  readonly url: string
  /** ISO 8601 */
  readonly expiresAt?: string
}

const fitting = (asked: AskedPicture): AskedPicture => {
  try {
    return parsePicture(normalForm(asked))
  } catch (error) {
    if (error instanceof PictureError) throw new UsageError(`${error.message}.`)
    throw error
  }
}

/**
 * The signed address of a picture of any size. Whether there is such an original is not looked at.
 * @throws UsageError when there can be none
 */
export const signedAddress = async (
  deployment: Pick<Deployment, 'config' | 'connect' | 'output' | 'now'>,
  key: string,
  { bucket, expires, ...asked }: AskedSignature,
): Promise<SignedRow> => {
  const { requests, existing } = thumbnailsConfig(deployment)
  if (!requests)
    throw new UsageError(
      'No pictures are made on request: nightshift.config.ts has no thumbnails.requests, such as requests: {}.',
    )
  if (bucket !== undefined && !isExisting(bucket, existing))
    throw new UsageError(`${bucket} is not in thumbnails.existing. For the bucket of uploads leave --bucket out.`)
  const picture = fitting(asked)
  const unwanted = notAllowed(picture, requests)
  if (unwanted !== undefined) throw new UsageError(`${normalForm(picture)}: ${unwanted}`)
  if (!recipeFor(key, currentRecipes(deployment, {}, bucket)))
    throw new UsageError(`No recipe is for "${key}": its prefix is not watched.`)
  const until = expires === undefined ? undefined : Math.floor((deployment.now().getTime() + expires) / 1000)
  const { SecretString = '' } = await deployment
    .connect(SecretsManagerClient)
    .send(new GetSecretValueCommand({ SecretId: deployment.output('RequestsSecret') }))
  const named = bucket === undefined ? key : `${folderOf(bucket)}${key}`
  try {
    const path = signAddress({ ...picture, key: named, expires: until }, SecretString)
    return {
      key,
      picture: normalForm(picture),
      url: `${deployment.output('RequestsAddress')}${path}`,
      ...(until === undefined ? {} : { expiresAt: new Date(until * 1000).toISOString() }),
    }
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

/** Where everything stands in the bucket of thumbnails that was made on request of an upload. */
export const requestedOf = ({ output }: Pick<Deployment, 'output'>, key: string): string =>
  shelfOf({ bucket: output('UploadsBucket'), key })
