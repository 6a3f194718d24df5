import { askReplay } from '../../../../api/thumbnails/ask-replay.ts'
import { openRejects } from '../../../../api/thumbnails/rejects.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import type { Act } from '../../contract/contribution.ts'
import { thumbnailsWords } from '../../view/words/thumbnails.ts'

/** Has refused originals looked at again: of one cause, of one key, or all. */
export const replay: Act = async ({ deployment, session, reader }, form) => {
  const say = thumbnailsWords[reader.language]
  const [cause, key] = [form.get('cause') || undefined, form.get('key') || undefined]
  const filter = { ...(cause === undefined ? {} : { cause }), ...(key === undefined ? {} : { key }) }
  const open = await openRejects(deployment, { ...filter, limit: 1_000 })
  if (open.length === 0) throw new UsageError(say.nothingOpen)
  await askReplay(deployment, filter, session.by)
  return { said: say.replayed(open.length), next: '/thumbnails' }
}
