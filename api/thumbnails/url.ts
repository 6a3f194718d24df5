import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { getSignedUrl } from '@aws-sdk/cloudfront-signer'
import { addressOf } from '../../functions/thumbnails/rules/address.ts'
import { thumbnailKey } from '../../functions/thumbnails/rules/keys.ts'
import { isExisting } from '../../functions/thumbnails/rules/origin.ts'
import { recipeFor } from '../../functions/thumbnails/rules/recipe.ts'
import { dotSegment } from '../../shared/config/thumbnails/key-template.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { currentRecipes, thumbnailsConfig } from './recipes.ts'

/** A private key in PEM, and how to call it in a message. */
export interface PrivateKey {
  readonly file: string
  readonly pem: string
}

/** Which addresses are asked for. */
export interface AskedAddresses {
  /** Name of a size; default: all. */
  readonly size?: string | undefined
  /** Where the original is; default: the bucket of uploads. */
  readonly bucket?: string | undefined
  /** Milliseconds for which a signed one is good. */
  readonly expires: number
  /** Gives the key to sign with; asked only where the view wants signed addresses. */
  readonly privateKey: () => PrivateKey
}

/** The address of one thumbnail, as `nightshift thumbnails url --json` prints it. */
export interface AddressRow {
  /** The original's. */
  readonly key: string
  readonly size: string
  readonly url: string
  /** ISO 8601; only where it is signed. */
  readonly expiresAt?: string
}

const publicHalf = (pem: string, path: string): KeyObject => {
  try {
    return createPublicKey(createPrivateKey(pem))
  } catch {
    throw new UsageError(
      `${path} is not a private key that can be used: one in PEM and without a passphrase is needed.`,
    )
  }
}

/** @throws UsageError when CloudFront would not take what the key signs */
const signingKey = ({ file, pem }: PrivateKey, publicKey: string): string => {
  if (!publicHalf(pem, file).equals(createPublicKey(publicKey)))
    throw new UsageError(`${file} does not belong to thumbnails.view.signed.publicKey of nightshift.config.ts.`)
  return pem
}

/** The addresses of an original's thumbnails, of one size or of all. @throws UsageError when there can be none */
export const addressesOf = (
  deployment: Pick<Deployment, 'config' | 'output' | 'now'>,
  key: string,
  { size, bucket, expires, privateKey }: AskedAddresses,
): AddressRow[] => {
  const { view, existing } = thumbnailsConfig(deployment)
  if (!view) throw new UsageError('The thumbnails are not served: nightshift.config.ts has no thumbnails.view.')
  if (key === '') throw new UsageError('An original has a key: name it, such as photos/a.jpg.')
  if (dotSegment.test(key))
    throw new UsageError(`"${key}" has a part . or .. between slashes, which browsers take out of an address.`)
  if (bucket !== undefined && !isExisting(bucket, existing))
    throw new UsageError(`${bucket} is not in thumbnails.existing. For the bucket of uploads leave --bucket out.`)
  const recipe = recipeFor(key, currentRecipes(deployment, {}, bucket))
  if (!recipe) throw new UsageError(`No recipe is for "${key}": its prefix is not watched.`)
  const names = recipe.sizes.map(({ name }) => name)
  if (size !== undefined && !names.includes(size))
    throw new UsageError(`"${size}" is not a size of "${key}". There are: ${names.join(', ')}.`)
  const base = deployment.output('ThumbnailsAddress')
  const until = new Date(deployment.now().getTime() + expires)
  const signer = view.signed && signingKey(privateKey(), view.signed.publicKey)
  return names
    .filter((name) => size === undefined || name === size)
    .map((name) => {
      const address = addressOf(base, thumbnailKey(key, name, recipe))
      if (signer === undefined) return { key, size: name, url: address }
      const signed = getSignedUrl({
        url: address,
        keyPairId: deployment.output('ThumbnailsKeyId'),
        privateKey: signer,
        dateLessThan: until.toISOString(),
      })
      return { key, size: name, url: signed, expiresAt: until.toISOString() }
    })
}
