import { type Command, Option } from 'commander'
import { signedAddress } from '../../api/thumbnails.ts'
import { UsageError } from '../../api/usage-error.ts'
import type { AskedPicture } from '../../shared/thumbnails/picture.ts'
import { findDeployment } from '../deployment.ts'
import { type JsonOption, jsonOption, spanOption } from '../options.ts'
import { printRows } from '../print.ts'

interface SignOptions extends AskedPicture, JsonOption {
  readonly bucket?: string
  readonly expires?: number
}

const wholeNumber =
  (name: string) =>
  (text: string): number => {
    if (!/^\d{1,5}$/.test(text)) throw new UsageError(`"${text}" is not a ${name}: give a whole number, such as 80.`)
    return Number(text)
  }

/** `nightshift thumbnails sign` */
export const registerSign = (thumbnails: Command): void => {
  thumbnails
    .command('sign <key>')
    .description('the signed address of a picture of any size, which is made when it is first asked for')
    .option('--width <pixels>', 'at most so wide', wholeNumber('width'))
    .option('--height <pixels>', 'at most so high', wholeNumber('height'))
    .addOption(
      new Option('--fit <how>', 'whether all of it lies inside, or the box is filled or completed').choices([
        'inside',
        'cover',
        'contain',
      ]),
    )
    .addOption(
      new Option('--format <name>', "auto: the best that the browser takes; default: the recipe's").choices([
        'auto',
        'webp',
        'jpeg',
        'avif',
        'png',
      ]),
    )
    .option('--quality <number>', "1 to 100; default: the recipe's", wholeNumber('quality'))
    .option('--background <colour>', "such as ffffff; default: the recipe's")
    .option(
      '--position <what>',
      "what stays with cover: centre, attention, entropy or 0.3:0.7; default: the original's",
    )
    .option('--bucket <name>', 'of an original in a bucket of thumbnails.existing')
    .addOption(
      new Option('--expires <span>', 'how long it is good for, such as 90m, 12h or 7d; default: without end').argParser(
        spanOption,
      ),
    )
    .option(...jsonOption)
    .action(async (key: string, { json = false, ...asked }: SignOptions) => {
      const rows = [await signedAddress(await findDeployment(), key, asked)]
      printRows(rows, { json }, { Picture: (row) => row.picture, Address: (row) => row.url }, '')
    })
}
