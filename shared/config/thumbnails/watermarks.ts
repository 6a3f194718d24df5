import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, errorText } from '../../errors.ts'
import type { ThumbnailsConfig } from './schema.ts'

/** Most bytes of one: it is part of what a function is given when it starts. */
const maxBytes = 256 * 1024

/**
 * The files of all watermarks in base64, by their names in the config.
 * @param root folder of nightshift.config.ts
 * @throws ConfigError naming each file that cannot be read or is too large
 */
export const readWatermarks = (
  { watermark, recipes }: Pick<ThumbnailsConfig, 'watermark' | 'recipes'>,
  root: string,
): Readonly<Record<string, string>> => {
  const problems: string[] = []
  const places = [
    ['thumbnails.watermark.file', watermark?.file],
    ...recipes.map((recipe, index) => [`thumbnails.recipes[${index}].watermark.file`, recipe.watermark?.file]),
  ]
  const marks: Record<string, string> = {}
  for (const [path, file] of places) {
    if (file === undefined) continue
    try {
      const bytes = readFileSync(join(root, file))
      marks[file] = bytes.toString('base64')
      if (bytes.length > maxBytes)
        problems.push(`${path}: "${file}" has ${bytes.length} bytes; expected at most ${maxBytes}`)
    } catch (error) {
      problems.push(
        `${path}: "${file}" cannot be read (${errorText(error)}); expected a file beside nightshift.config.ts`,
      )
    }
  }
  if (problems.length > 0) throw new ConfigError('nightshift.config.ts', problems)
  return marks
}
