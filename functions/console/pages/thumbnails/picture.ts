import { readPicture } from '../../../../api/thumbnails/picture.ts'
import type { Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { thumbnailsWords } from '../../view/words/thumbnails.ts'

/** For how long a browser may keep a picture: what an id means never changes. */
const keepSeconds = 86_400

/** Seconds for which it may keep that there is none: a new one may take its place. */
const goneSeconds = 60

/** Stands where a thumbnail was that its bucket has no more: the outline of a picture, struck through. */
const gonePicture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120"><g fill="none" stroke="#8a8a8a" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><rect x="26" y="32" width="68" height="56" rx="6"/><path d="m30 80 20-22 14 14 10-10 16 18M22 96l76-72"/></g></svg>'

/** One small thumbnail that is noted. Its type is the recipe's; nothing of what was uploaded is handed on. */
export const showPicture: Show = async ({ deployment, param, reader }) => {
  const id = param('id')
  const picture = /^[0-9a-f]{32}$/.test(id) ? await readPicture(deployment, id) : undefined
  if (!picture) throw new PageError(404, thumbnailsWords[reader.language].noPicture)
  if (picture === 'gone') return { type: 'image/svg+xml', body: gonePicture, keepSeconds: goneSeconds }
  return { type: picture.type, body: picture.bytes, keepSeconds }
}
