import type { Base } from './base.ts'
import { inLight, neededSize } from './base.ts'
import { profileFor, toScreen } from './colours.ts'
import { withHeic } from './heic.ts'
import { sharp } from './libvips.ts'
import { rightsOf } from './rights.ts'
import type { Work } from './work.ts'

/**
 * Decodes a HEIC as `openBase` decodes other pictures. Its header has said already how it is turned, so what EXIF says of that
 * counts no more. Colours are brought to sRGB once it is small: that is the same but for what lies outside of sRGB.
 */
export const openHeic = (bytes: Uint8Array, { recipe }: Work): Promise<Base> =>
  withHeic(bytes, recipe.maxPixels, async (heic) => {
    const { width, height, channels, premultiplied, pixels } = heic
    const size = neededSize(heic, recipe)
    const raw = { width, height, channels, premultiplied }
    const small = await inLight(sharp(pixels, { raw, limitInputPixels: recipe.maxPixels }), recipe)
      .resize(size.width, size.height, { fit: 'fill' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const profile = heic.icc ?? profileFor(heic.nclx)
    const { data, info } = profile ? await toScreen(small.data, small.info, profile) : small
    const open = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    return {
      ...size,
      frames: 1,
      open,
      first: open,
      decoded: true,
      again: false,
      rights: recipe.keepCopyright ? rightsOf(heic) : undefined,
      timing: undefined,
    }
  })
