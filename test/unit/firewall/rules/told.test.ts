import { afterSaying, nextTold } from '../../../../functions/firewall/rules/told.ts'
import { at, instant } from './scene.ts'

const since = at('09:00')
const next = (told: Parameters<typeof nextTold>[0], holds: boolean) =>
  nextTold(told, new Map([['full', holds]]), instant('10:00'))

test.each([
  ['begins', {}, true, { full: { since: at('10:00'), said: false } }],
  ['is not so', {}, false, {}],
  ['goes on unsaid', { full: { since, said: false } }, true, { full: { since, said: false } }],
  ['goes on', { full: { since, said: true } }, true, { full: { since, said: true } }],
  ['ends', { full: { since, said: true } }, false, { full: { since, until: at('10:00'), said: false } }],
  ['ends unsaid', { full: { since, said: false } }, false, {}],
  [
    'has ended',
    { full: { since, until: at('09:30'), said: false } },
    false,
    { full: { since, until: at('09:30'), said: false } },
  ],
  ['comes back', { full: { since, until: at('09:30'), said: false } }, true, { full: { since, said: true } }],
])('what %s', (_, told, holds, expected) => {
  expect(next(told, holds)).toEqual(expected)
})

test('only what is known can be said', () => {
  expect(afterSaying({ full: { since, said: false } }, ['full', 'silent'])).toEqual({ full: { since, said: true } })
  expect(afterSaying({ full: { since, until: at('09:30'), said: false } }, ['full'])).toEqual({})
})
