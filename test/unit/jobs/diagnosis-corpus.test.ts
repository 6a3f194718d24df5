import { causes } from '../../../functions/jobs/diagnosis/causes.ts'
import {
  allEvents,
  fifthJury,
  fourthJury,
  heldBackEvents,
  knownEvents,
  type LabelledEvent,
  secondJury,
  thirdJury,
  verdictOn,
} from './events.ts'

const wrong = (events: readonly LabelledEvent[]): string[] =>
  events.flatMap((event) => {
    const { cause } = verdictOn(event)
    const { source, task, failure, refusal } = event
    return cause === event.cause
      ? []
      : [`${event.cause} taken for ${cause}: ${JSON.stringify(task ?? failure ?? refusal)} ${source}`]
  })

test('there are at least 480 different labelled events, each with its source and a cause that there is', () => {
  const said = allEvents.map(({ task, failure, refusal }) => JSON.stringify(task ?? failure ?? refusal))
  expect(new Set(said).size).toBeGreaterThanOrEqual(480)
  for (const { cause, source } of allEvents) {
    expect(source).toMatch(/https:\/\/\S+$/)
    expect(causes[cause]).toBeDefined()
  }
})

test.each([
  ['it was written with', knownEvents],
  ['that were held back', heldBackEvents],
  ['of the second jury', secondJury],
  ['of the third jury', thirdJury],
  ['of the fourth jury', fourthJury],
  ['of the fifth jury', fifthJury],
])('the events %s get their cause, 95 of 100 at least', (_, events) => {
  const allowed = Math.floor(events.length * 0.05)
  expect(wrong(events).slice(allowed)).toEqual([])
})

test('no failure is called a success, and no success a failure', () => {
  for (const event of allEvents)
    expect(verdictOn(event).state).toBe(event.cause === 'succeeded' ? 'succeeded' : 'failed')
})

test("every failure says what happened, what to do, and in ECS's words no more than it needs", () => {
  for (const event of allEvents.filter(({ cause }) => cause !== 'succeeded')) {
    const { explanation, advice } = verdictOn(event)
    expect(explanation).toContain(advice)
    expect(explanation.split(' ECS says: ').at(1)?.length ?? 0).toBeLessThanOrEqual(300)
  }
})
