import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import type { Transition } from '../../../functions/alerts/intake/transition.ts'
import { later, makeWorld } from './scene.ts'

const payload = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'payloads', `${name}.json`), 'utf8'))

/** An event of the pipeline so many seconds from the start of the scene. */
const event = (name: string, seconds: number, detail: object = {}): Transition => {
  const made = payload(name)
  const [transition] = parseTransitions({
    ...made,
    id: `${name} ${seconds}`,
    // EventBridge tells times of events in whole seconds.
    time: later(seconds).toISOString().replace('.000Z', 'Z'),
    detail: { ...made.detail, ...detail },
  })
  if (!transition) throw new Error(`${name} says nothing`)
  return transition
}

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))

const other = { 'execution-id': '11111111-0123-0123-0123-012345678901' }
type Scene = ReturnType<typeof makeWorld>

/** Brings events in one after the other, the first in its own second, each of the rest a tenth later. */
const bring = async (scene: Scene, events: readonly Transition[], from = 1): Promise<void> => {
  for (const [index, each] of events.entries()) await scene.call(each, { now: later(from + index / 10) })
}

const failed = (seconds = 0) => [
  event('pipeline-action-failed', seconds),
  event('pipeline-stage-failed', seconds),
  event('pipeline-failed', seconds),
]

describe('a stage that fails', () => {
  test.each(orders([0, 1, 2]))(
    'is one incident with the reason of its action, whatever comes first: %p %p %p',
    async (...order) => {
      const scene = makeWorld()
      await bring(
        scene,
        order.flatMap((index) => failed()[index] ?? []),
      )
      expect(await scene.incidents()).toMatchObject([
        { state: 'held', title: 'Pipeline web: migrate of stage Deploy failed', severity: 'warning' },
      ])
      expect(scene.told()).toEqual([])
      await scene.sweep(later(61))
      expect(await scene.incidents()).toMatchObject([{ state: 'open', reason: expect.stringContaining('(JobFailed)') }])
      expect(scene.told()).toHaveLength(2)
    },
  )

  test('and of which the pipeline alone tells opens one too', async () => {
    const scene = makeWorld()
    await bring(scene, [event('pipeline-failed', 0)])
    await scene.sweep(later(61))
    expect(await scene.incidents()).toMatchObject([{ state: 'open', title: 'Pipeline web failed' }])
    await bring(scene, [event('pipeline-succeeded', 300, other)], 300)
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
  })

  test('notifies nobody when it is tried again by itself and succeeds', async () => {
    const scene = makeWorld()
    await bring(scene, [...failed().slice(0, 2), event('pipeline-stage-resumed', 3)], 3)
    expect(await scene.incidents()).toMatchObject([{ state: 'suppressed' }])
    await bring(scene, [event('pipeline-stage-succeeded', 200), event('pipeline-succeeded', 201)], 202)
    await scene.sweep(later(300))
    expect(await scene.incidents()).toHaveLength(1)
    expect(scene.told()).toEqual([])
  })

  test('notifies after the retry that fails as well', async () => {
    const scene = makeWorld()
    await bring(scene, [...failed().slice(0, 2), event('pipeline-stage-resumed', 3)], 3)
    await bring(scene, failed(200), 201)
    await scene.sweep(later(270))
    expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
  })

  test('tried again by hand is over when it succeeds, and not before', async () => {
    const scene = makeWorld()
    await bring(scene, failed())
    await scene.sweep(later(61))
    await bring(scene, [event('pipeline-stage-resumed', 600)], 601)
    expect(await scene.incidents()).toMatchObject([{ state: 'open' }])
    await bring(scene, [event('pipeline-stage-succeeded', 660)], 661)
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
  })

  test('is over when a later execution passes it', async () => {
    const scene = makeWorld()
    await bring(scene, failed())
    await scene.sweep(later(61))
    await bring(scene, [event('pipeline-stage-succeeded', 900, { ...other, stage: 'Build' })], 901)
    expect(await scene.incidents()).toMatchObject([{ state: 'open' }])
    await bring(scene, [event('pipeline-stage-succeeded', 960, other)], 961)
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
  })

  test('is not over because an execution before it succeeds at the end of the pipeline', async () => {
    const scene = makeWorld()
    const build = { stage: 'Build' }
    await bring(scene, [event('pipeline-action-failed', 0, build), event('pipeline-stage-failed', 0, build)])
    await bring(scene, [event('pipeline-stage-succeeded', 5, other), event('pipeline-succeeded', 5, other)], 6)
    await scene.sweep(later(61))
    expect(await scene.incidents()).toMatchObject([{ state: 'open' }])
    expect(scene.told()).toHaveLength(2)
    await bring(scene, [event('pipeline-stage-succeeded', 300, build)], 301)
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
  })

  test('whose success is reported before its failure pages nobody', async () => {
    const scene = makeWorld()
    await bring(
      scene,
      [event('pipeline-stage-resumed', 3), event('pipeline-stage-succeeded', 40), ...failed().slice(0, 2)],
      41,
    )
    await scene.sweep(later(200))
    expect(await scene.incidents()).toEqual([])
  })

  test('is not missed because another stage of another execution has succeeded since', async () => {
    const scene = makeWorld()
    await bring(scene, [event('pipeline-stage-succeeded', 2, { ...other, stage: 'Build' }), ...failed()], 3)
    await scene.sweep(later(70))
    expect(scene.told()).toHaveLength(2)
  })

  test('of two that fail, both have to succeed', async () => {
    const scene = makeWorld()
    const build = { ...other, stage: 'Build' }
    await bring(scene, [...failed(), event('pipeline-stage-failed', 20, build)], 21)
    await bring(scene, [event('pipeline-stage-succeeded', 50)], 51)
    expect((await scene.incidents()).map(({ state }) => state)).toEqual(['held'])
    await bring(scene, [event('pipeline-stage-succeeded', 58, build)], 59)
    expect((await scene.incidents()).map(({ state }) => state)).toEqual(['suppressed'])
  })

  test('may fail again after somebody has resolved it by hand', async () => {
    const scene = makeWorld()
    await bring(scene, failed())
    await scene.sweep(later(61))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'resolved', by: 'mina' }, later(100))
    await bring(scene, failed(400), 401)
    expect((await scene.incidents()).map(({ state }) => state).toSorted()).toEqual(['held', 'resolved'])
  })

  test('often delivered is one incident with one page', async () => {
    const scene = makeWorld()
    await bring(scene, [...failed(), ...failed(), ...failed()])
    await scene.sweep(later(61))
    await bring(scene, failed(), 70)
    expect(await scene.incidents()).toHaveLength(1)
    expect(scene.told()).toHaveLength(2)
  })
})

describe('an approval that waits', () => {
  test('is told by what wakes nobody, and is over with the answer of its own execution', async () => {
    const scene = makeWorld()
    await scene.call(event('approval-started', 0), { now: later(1) })
    await scene.call(event('approval-started', 5, other), { now: later(6) })
    expect(await scene.incidents()).toMatchObject([
      { state: 'open', severity: 'info' },
      { state: 'open', severity: 'info' },
    ])
    expect(scene.told().filter((each) => each.includes('sms'))).toEqual([])
    await scene.call(event('approval-succeeded', 60), { now: later(61) })
    expect((await scene.incidents()).map(({ state }) => state).toSorted()).toEqual(['open', 'resolved'])
    await scene.call(event('approval-failed', 70, other), { now: later(71) })
    expect((await scene.incidents()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  })

  test('of which the answer is reported first asks for nothing', async () => {
    const scene = makeWorld()
    await scene.call(event('approval-succeeded', 60), { now: later(61) })
    await scene.call(event('approval-started', 0), { now: later(62) })
    expect(await scene.incidents()).toEqual([])
  })
})
