import { look } from '../../../functions/hours/engine/look.ts'
import { doManualAction } from '../../../functions/hours/engine/manual-actions.ts'
import { log } from '../../../shared/log.ts'
import { makeWorld } from './world.ts'

log.setLogLevel('SILENT')

const at = (time: string): string => `2026-11-30T${time}Z`
const stop = { source: 'nightshift.command', by: 'mina@ops', target: 'server/a', action: 'stop' } as const
const tagged = { name: 'tagged', kind: 'servers', selector: 'tag', confirmed: 2 }
const named = { name: 'named', kind: 'servers', selector: ['a', 'b'], calendar: 'office' }

const seenAtNoon = async (entry: typeof tagged | typeof named) => {
  const world = makeWorld([entry], {
    'server/a': { state: 'running', tag: 'office' },
    'server/b': { state: 'running', tag: 'office' },
  })
  await look(world.at(at('12:00:00')))
  return world
}

describe('what a person asks for between a change and the look that sees it', () => {
  test.each([
    ['the entry has lost its "confirmed"', tagged, [{ ...tagged, confirmed: undefined } as never]],
    ['the entry names it no more', named, [{ ...named, selector: ['b'] }]],
    ['the entry is gone', named, []],
  ])('%s: it is refused, and nothing is asked for', async (_, before, targets) => {
    const world = await seenAtNoon(before)
    const answer = await doManualAction(
      stop,
      world.at(at('12:01:00'), { slice: { ...world.at(at('12:01:00')).slice, targets } }),
    )
    expect(answer).toEqual({ refused: expect.stringContaining('Hours has no target called server/a') })
    expect(world.asked()).toEqual([])
  })

  test('its tag is gone', async () => {
    const world = await seenAtNoon(tagged)
    delete world.shown['server/a']
    expect(await doManualAction(stop, world.at(at('12:01:00')))).toHaveProperty('refused')
    expect(world.asked()).toEqual([])
  })

  test('where AWS cannot say what the entry means, what the last look saw counts; a dry run stays one', async () => {
    const world = await seenAtNoon(tagged)
    world.refused['find server'] = 'Busy'
    const dry = { ...world.at(at('12:01:00')).slice, targets: [{ ...tagged, confirmed: undefined } as never] }
    expect(await doManualAction(stop, world.at(at('12:01:00'), { slice: dry }))).toHaveProperty('refused')
    expect(world.asked()).toEqual([])
    await doManualAction(stop, world.at(at('12:02:00')))
    expect(world.asked()).toEqual(['stop server/a'])
  })
})
