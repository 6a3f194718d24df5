import { commandOf } from '../../../functions/alerts/rules/command.ts'
import { commandSource } from '../../../shared/command.ts'
import { makeConfig, makeWorld, start, transition } from './scene.ts'

const order = { source: 'nightshift.command', incident: '0123456789abcdef', by: 'mina' }

test.each([
  ['acknowledge', { kind: 'acknowledged', by: 'mina' }],
  ['resolve', { kind: 'resolved', by: 'mina' }],
  ['escalate', { kind: 'escalated', by: 'mina', steps: 2 }],
])('%s is read from what the command line sends', (action, happening) => {
  expect(commandOf({ ...order, action, steps: 2 })).toEqual({ incident: order.incident, happening })
})

test.each([
  ['nothing', undefined],
  ['another source', { ...order, action: 'resolve', source: 'aws.cloudwatch' }],
  ['an unknown action', { ...order, action: 'forget' }],
  ['an id that is none', { ...order, action: 'resolve', incident: 'job/nightly' }],
  ['nobody', { ...order, action: 'resolve', by: '' }],
])('%s is no command', (_, raw) => {
  expect(commandOf(raw)).toBeUndefined()
})

test('an escalation that is asked for twice takes one step', async () => {
  const steps = [{ notify: ['mina'] }, { notify: ['joon'] }, { notify: ['mina'] }]
  const scene = makeWorld({ config: makeConfig({ policies: { three: { steps } }, onCall: 'three' }) })
  await scene.call(transition('ALARM'))
  const { id, steps: taken } = await scene.incident()
  const command = commandOf({ ...order, action: 'escalate', incident: id, steps: taken })
  for (let time = 0; time < 2; time += 1) if (command) await scene.happen(command.incident, command.happening, start)
  expect(await scene.incident()).toMatchObject({ steps: 2 })
})

test('a take-over is by whoever asks, a hand-over goes to the one who is named', () => {
  const ask = (more: object) =>
    commandOf({ source: commandSource, incident: '0123456789abcdef', by: 'joon', ...more })?.happening
  expect(ask({ action: 'take-over' })).toEqual({ kind: 'taken-over', by: 'joon' })
  expect(ask({ action: 'hand-over', to: 'mina' })).toEqual({ kind: 'handed-over', by: 'joon', to: 'mina' })
})

test('a name has 1 to 100 characters', () => {
  const ask = (more: object) => commandOf({ ...order, action: 'hand-over', to: 'mina', ...more })
  for (const key of ['by', 'to']) {
    for (const length of [1, 100]) expect(ask({ [key]: 'x'.repeat(length) })).toBeDefined()
    for (const length of [0, 101]) expect(ask({ [key]: 'x'.repeat(length) })).toBeUndefined()
  }
})
