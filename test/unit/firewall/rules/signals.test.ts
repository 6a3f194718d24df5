import { conditionSignal } from '../../../../functions/firewall/rules/signals.ts'
import { at, slice } from './scene.ts'

const begun = { since: at('10:00'), said: false }
const signal = (name: string, more = {}, told = begun) => conditionSignal(name, told, slice(more))

test('a beginning and an end have the same subject, and each its own id, time and words', () => {
  expect(signal('silent#web')).toMatchObject({
    name: 'firewall.silent',
    subject: 'firewall/silent/web',
    mood: 'bad',
    id: `firewall/silent/web/${at('10:00')}`,
    at: at('10:00'),
    title: 'No access logs from web',
    body: expect.stringMatching(/^None came for 1 hour: /),
  })
  expect(signal('silent#web', {}, { ...begun, until: at('11:00') } as typeof begun)).toMatchObject({
    subject: 'firewall/silent/web',
    mood: 'good',
    id: `firewall/silent/web/${at('10:00')}/over`,
    at: at('11:00'),
    title: 'Access logs come from web again',
    body: 'It was reported, and is over.',
  })
})

test('silence for which no time is set any more names none', () => {
  const { silentSeconds: _, ...alerts } = slice().alerts
  expect(signal('silent#web', { alerts }).body).toMatch(/^None came: nobody/)
})

test('one object that cannot be read is a note, and stays one when it is over', () => {
  expect(signal('broken#web').mood).toBe('note')
  expect(signal('broken#web', {}, { ...begun, until: at('11:00') } as typeof begun).mood).toBe('note')
})

test.each([
  ['set-full#s', 'all of its 10000 places'],
  ['set-nearly-full#s', 'More than 80 % of its 10000 places'],
  ['many-blocks#all', 'More than 20 within 10 minutes'],
])('%s says the numbers of the config', (name, words) => {
  expect(signal(name).body).toContain(words)
})
