import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { addressesOf, type PrivateKey, withPlaceholders } from '../../api/thumbnails.ts'
import { UsageError } from '../../api/usage-error.ts'
import { errorText } from '../../shared/errors.ts'
import { findDeployment } from '../deployment.ts'
import { type JsonOption, jsonOption, spanOption } from '../options.ts'
import { printRows } from '../print.ts'

interface UrlOptions extends JsonOption {
  readonly size?: string
  readonly bucket?: string
  readonly expires: number
  readonly privateKey?: string
}

/** Reads the private key. @throws UsageError when no file is named, or it cannot be read */
export const readKey = (path: string | undefined): PrivateKey => {
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

/** `nightshift thumbnails url` */
export const registerUrl = (thumbnails: Command): void => {
  thumbnails
    .command('url <key>')
    .description('the address of the thumbnails of an original, signed where the view wants that')
    .option('--size <name>', 'only this one')
    .option('--bucket <name>', 'of an original in a bucket of thumbnails.existing')
    .addOption(
      new Option('--expires <span>', 'how long a signed one is good for, such as 90m, 12h or 7d')
        .argParser(spanOption)
        .default(3_600_000, '1h'),
    )
    .option('--private-key <file>', 'the key to sign with, in PEM; default: the file that NIGHTSHIFT_VIEW_KEY names')
    .option(...jsonOption)
    .action(
      async (key: string, { json = false, privateKey = process.env.NIGHTSHIFT_VIEW_KEY, ...asked }: UrlOptions) => {
        const deployment = await findDeployment()
        const rows = addressesOf(deployment, key, { ...asked, privateKey: () => readKey(privateKey) })
        printRows(
          json ? await withPlaceholders(deployment, rows, asked.bucket) : rows,
          { json },
          { Size: (row) => row.size, Address: (row) => row.url },
          '',
        )
      },
    )
}
