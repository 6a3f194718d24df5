import { countsAtOnce } from '../../shared/firewall/at-once.ts'
import { log } from '../../shared/log.ts'
import { piecesOf } from '../../shared/pieces.ts'
import { albLine, lines, makeScene, rule } from '../../test/unit/firewall/engine/scene.ts'
import { events, inOrder, limit, ofLedger, ownLimit, type ScaleContribution } from './limits.ts'
import { type Play, record } from './recorder.ts'

/** Lines of one object, objects of one call and of one pass, in a flood. */
const flood = { lines: 100, perCall: 5, perPass: 50 } as const

/**
 * What no call says: lines a second of one processor (bench/firewall), the seconds for which a small object keeps a function (mostly it
 * waits for S3 and the ledger), and those of a pass for each piece.
 */
const assumed = { linesPerSecond: 400_000, smallObject: 0.05, judgedPiece: 0.003 } as const

/** Places of one set, and how long a block lasts. */
const [places, blockSeconds] = [10_000, 3_600]

const client = (index: number): string => `198.18.${(index >> 8) & 255}.${index & 255}`

const objects: Play = async (ledger, count) => {
  const scene = makeScene({ direct: true, ledger })
  const all = Array.from({ length: events }, (_, index) => index)
  for (const group of piecesOf(all, flood.perPass)) {
    for (const call of piecesOf(group, flood.perCall))
      await scene.takeAll(
        call.map((index) =>
          scene.put(
            `o${index}`,
            // Two answers in a hundred are errors, of clients who come once.
            Array.from({ length: flood.lines }, (_, line) =>
              albLine(client(index * flood.lines + line), scene.now(), { status: line % 50 === 0 ? 404 : 200 }),
            ),
          ),
        ),
      )
    await scene.pass({}, scene.memory, false)
    scene.advance(15)
  }
  for (let each = 0; each < scene.counts.calls.writes; each += 1) count('counts')
}

const blocks: Play = async (ledger) => {
  const scene = makeScene({ direct: true, ledger, slice: { rules: [rule({ blockSeconds })] } })
  const offenders = Array.from({ length: events }, (_, index) => lines(client(index), 10, scene.now())).flat()
  await scene.take(scene.put('attack', offenders))
  await scene.pass()
}

/** Log objects, lines and offenders in a flood. */
export const firewallScale: ScaleContribution = async ({ firewall }) => {
  if (!firewall) return []
  log.setLogLevel('SILENT')
  const [taken, blocked] = [await record(objects), await record(blocks)]
  const puts = (taken.more.get('counts') ?? 0) / events
  const counters = `${countsAtOnce} functions at once that count`
  const raise = '`countsAtOnce` in `shared/firewall/at-once.ts`; what waits is in the queue, for 14 days'
  return [
    {
      capability: 'firewall: log objects of 100 lines',
      events: 'objects',
      per: 'second',
      limits: inOrder([
        ownLimit(counters, countsAtOnce / assumed.smallObject, `${assumed.smallObject} s each`, raise),
        ownLimit(
          'one pass that judges',
          1 / assumed.judgedPiece,
          `${assumed.judgedPiece} s each`,
          'larger objects: a pass reads what they count, and no lines',
        ),
        limit('concurrency', assumed.smallObject, `${assumed.smallObject} s each`),
        ...(puts > 0 ? [limit('objectWrites', puts, `${puts} objects of counts each`)] : []),
        ...ofLedger(taken),
      ]),
    },
    {
      capability: 'firewall: lines of large log objects',
      events: 'lines',
      per: 'second',
      limits: inOrder([
        ownLimit(
          counters,
          countsAtOnce * assumed.linesPerSecond,
          `${assumed.linesPerSecond.toLocaleString('en')} lines a second of a processor`,
          raise,
        ),
        limit('concurrency', 1 / assumed.linesPerSecond, 'one processor each'),
      ]),
    },
    {
      capability: 'firewall: new blocks of an hour',
      events: 'blocks',
      per: 'second',
      limits: inOrder([
        ownLimit(
          '10,000 places of a set',
          places / blockSeconds,
          'one place for an hour each',
          'nothing: the worst stay. Block networks as ranges, or for shorter',
        ),
        ...ofLedger(blocked),
      ]),
    },
  ]
}
