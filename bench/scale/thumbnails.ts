import { answerChange, type Means } from '../../functions/thumbnails/engine/answer.ts'
import { watchFlood } from '../../functions/thumbnails/engine/flood.ts'
import { uploadsAtOnce } from '../../shared/config/thumbnails/at-once.ts'
import { fakePictures, fakeStore, recipesFor } from '../../test/unit/thumbnails/fake-store.ts'
import { events, inOrder, type Limit, limit, ofLedger, ownLimit, type ScaleContribution } from './limits.ts'
import { type Play, record } from './recorder.ts'

/** Seconds for which an upload keeps a function: a photo of 12 megapixels, as docs/thumbnails.md measured it; a file that is only looked at. */
const assumed = { made: 0.6, refused: 0.3 } as const

const begin = Date.parse('2026-11-30T00:00:00Z')

const uploads =
  (content: string, sizes: object): Play =>
  async (ledger, count) => {
    const store = fakeStore()
    const counted = Object.fromEntries(
      Object.entries(store.effects).map(([name, act]) => [
        name,
        (...input: unknown[]) => {
          count(name)
          return (act as (...all: unknown[]) => unknown)(...input)
        },
      ]),
    ) as unknown as Means['effects']
    const means: Means = {
      config: { maxMegabytes: 1, version: 'scale' },
      recipes: recipesFor({ sizes }),
      uploads: 'corner-shop-uploads',
      effects: counted,
      pictures: fakePictures,
      ledger,
      afterRefusal: (now) =>
        watchFlood({ ledger, publish: async () => {}, askAgainIn: async () => {}, count: 20, within: 600 }, now),
    }
    for (let index = 0; index < events; index += 1) {
      const key = `photos/2026/11/30/${String(index).padStart(8, '0')}.jpg`
      store.put(key, `${content} ${index}`)
      await answerChange({ bucket: 'corner-shop-uploads', key }, means, {
        now: new Date(begin + index),
        remainingMs: () => 60_000,
      })
    }
  }

/** Photos of which thumbnails are made, and files that are refused, in a flood. */
export const thumbnailsScale: ScaleContribution = async ({ thumbnails, firewall }) => {
  if (!thumbnails) return []
  const { sizes } = thumbnails
  const concurrency = uploadsAtOnce({ thumbnails, firewall })
  const [made, refused] = [await record(uploads('good', sizes)), await record(uploads('bad', sizes))]
  const atOnce = (seconds: number): Limit[] => [
    ownLimit(
      `\`thumbnails.concurrency\`: ${concurrency} functions at once`,
      concurrency / seconds,
      `${seconds} s each`,
      '`thumbnails.concurrency`, up to 1,000; what waits is in the queue, for 14 days',
    ),
    limit('concurrency', seconds, `${seconds} s each`),
    limit('queueReaders', seconds, `${seconds} s each`),
  ]
  const writes = (made.more.get('write') ?? 0) / events
  return [
    {
      capability: 'thumbnails: photos of 12 megapixels',
      events: 'uploads',
      per: 'second',
      limits: inOrder([
        ...atOnce(assumed.made),
        limit('objectWrites', writes, `${writes} thumbnails each`),
        ...ofLedger(made),
      ]),
    },
    {
      capability: 'thumbnails: files that are refused',
      events: 'uploads',
      per: 'second',
      limits: inOrder([...atOnce(assumed.refused), ...ofLedger(refused)]),
    },
  ]
}
