import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { getSignedUrl } from '@aws-sdk/cloudfront-signer'
import { type Command, Option } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { thumbnailKey } from '../../functions/thumbnails/rules/keys.ts'
import { recipeFor } from '../../functions/thumbnails/rules/recipe.ts'
import { dotSegment } from '../../shared/config/thumbnails/key-template.ts'
import { errorText } from '../../shared/errors.ts'
import { findDeployment } from '../deployment.ts'
import { type JsonOption, jsonOption, spanOption } from '../options.ts'
import { printRows } from '../print.ts'
import { currentRecipes, thumbnailsConfig } from './deployed.ts'

interface UrlOptions extends JsonOption {
  readonly size?: string
  readonly expires: number
  readonly privateKey?: string
}

const readKey = (path: string | undefined) => {
  if (path === undefined)
    throw new UsageError(
      'This view serves signed addresses only: name the file of the private key, --private-key FILE or NIGHTSHIFT_VIEW_KEY.',
    )
  try {
    return { file: path, pem: readFileSync(path, 'utf8') }
  } catch (error) {
    throw new UsageError(`The private key cannot be read: ${errorText(error)}`)
  }
}

const publicHalf = (pem: string, path: string): KeyObject => {
  try {
    return createPublicKey(createPrivateKey(pem))
  } catch {
    throw new UsageError(`${path} is no private key that can be used: one in PEM and without a passphrase is needed.`)
  }
}

/** @throws UsageError when CloudFront would not take what the key signs */
const signingKey = (path: string | undefined, publicKey: string): string => {
  const { file, pem } = readKey(path)
  if (!publicHalf(pem, file).equals(createPublicKey(publicKey)))
    throw new UsageError(`${file} does not belong to thumbnails.view.signed.publicKey of nightshift.config.ts.`)
  return pem
}

/** The address of an object. Each part of the key is encoded; slashes stay. */
const addressOf = (base: string, key: string): string => `${base}/${key.split('/').map(encodeURIComponent).join('/')}`

/** The addresses of an original's thumbnails, of one size or of all. @throws UsageError when there can be none */
export const addressesOf = (
  deployment: Deployment,
  key: string,
  { size, expires, privateKey = process.env.NIGHTSHIFT_VIEW_KEY }: UrlOptions,
  now: Date,
) => {
  const { view } = thumbnailsConfig(deployment)
  if (!view) throw new UsageError('The thumbnails are not served: nightshift.config.ts has no thumbnails.view.')
  if (key === '') throw new UsageError('An original has a key: name it, such as photos/a.jpg.')
  if (dotSegment.test(key))
    throw new UsageError(`"${key}" has a part . or .. between slashes, which browsers take out of an address.`)
  const recipe = recipeFor(key, currentRecipes(deployment))
  if (!recipe) throw new UsageError(`No recipe is for "${key}": its prefix is not watched.`)
  const names = recipe.sizes.map(({ name }) => name)
  if (size !== undefined && !names.includes(size))
    throw new UsageError(`"${size}" is no size of "${key}". There are: ${names.join(', ')}.`)
  const base = deployment.output('ThumbnailsAddress')
  const until = new Date(now.getTime() + expires)
  const signer = view.signed && signingKey(privateKey, view.signed.publicKey)
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

/** `nightshift thumbnails url` */
export const registerUrl = (thumbnails: Command): void => {
  thumbnails
    .command('url <key>')
    .description('the address of the thumbnails of an original, signed where the view wants that')
    .option('--size <name>', 'only this one')
    .addOption(
      new Option('--expires <span>', 'how long a signed one is good for, such as 90m, 12h or 7d')
        .argParser(spanOption)
        .default(3_600_000, '1h'),
    )
    .option('--private-key <file>', 'the key to sign with, in PEM; default: the file that NIGHTSHIFT_VIEW_KEY names')
    .option(...jsonOption)
    .action(async (key: string, { json = false, ...options }: UrlOptions) => {
      const rows = addressesOf(await findDeployment(), key, options, new Date())
      printRows(rows, { json }, { Size: (row) => row.size, Address: (row) => row.url }, '')
    })
}
