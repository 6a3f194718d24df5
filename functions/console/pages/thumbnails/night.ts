import { type RejectRow, readRejects } from '../../../../api/thumbnails/rejects.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Item } from '../../contract/night.ts'
import { buttonLink } from '../../view/links.ts'
import { thumbnailsWords } from '../../view/words/thumbnails.ts'

/** Most refusals of a span that are read, newest first. */
const most = 1_000

const itemOf = ({ at, key, reason, resolution }: RejectRow): Item => ({
  from: at,
  look: resolution === undefined ? 'refused' : 'refused-fixed',
  title: `${key}: ${reason}`,
})

/** Originals that were refused, and how many of them still have no thumbnails. */
export const thumbnailsNight: TellNight = async ({ deployment, reader, at }, { from }) => {
  const say = thumbnailsWords[reader.language]
  const rejects = await readRejects(deployment, { since: from.toISOString(), limit: most })
  const open = rejects.filter(({ resolution }) => resolution === undefined)
  const causes = [...new Set(open.map(({ cause }) => cause))]
  return {
    lanes: [
      { id: 'refused', title: say.refusals, path: '/thumbnails', items: rejects.map(itemOf), isWrong: open.length > 0 },
    ],
    sentences: rejects.length > 0 ? [say.refused(rejects.length, open.length)] : [],
    attention:
      open.length > 0
        ? [
            {
              severity: 'info',
              title: say.waiting(open.length),
              detail: say.causes(causes.join(', ')),
              since: open.at(-1)?.at ?? from.toISOString(),
              path: '/thumbnails',
              action: buttonLink({ at }, '/thumbnails', say.look),
            },
          ]
        : [],
  }
}
