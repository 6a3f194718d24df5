import { readPicture } from '../../../../api/thumbnails/picture.ts'
import type { Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { thumbnailsWords } from '../../view/words/thumbnails.ts'

/** For how long a browser may keep a picture: what an id means never changes. */
const keepSeconds = 86_400

/** One small thumbnail that is noted. Its type is the recipe's; nothing of what was uploaded is handed on. */
export const showPicture: Show = async ({ deployment, param, reader }) => {
  const id = param('id')
  const picture = /^[0-9a-f]{32}$/.test(id) ? await readPicture(deployment, id) : undefined
  if (!picture) throw new PageError(404, thumbnailsWords[reader.language].noPicture)
  return { type: picture.type, body: picture.bytes, keepSeconds }
}
