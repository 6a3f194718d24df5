import { incidentTimer, parseWake, wakesOf } from '../../../functions/alerts/rules/timers.ts'
import type { TimerRecord } from '../../../shared/ledger/records.ts'
import { later } from './scene.ts'

test('a timer is set, left alone, set anew and stopped with what it is for', () => {
  const incident = (nextAt?: string) => ({ id: 'x', nextAt }) as Parameters<typeof incidentTimer>[0]
  const [first] = incidentTimer(incident(later(60).toISOString()), undefined)
  expect(first).toMatchObject({ expect: 'absent', item: { open: 'timer', at: later(60).toISOString() } })
  const known = { ...(first?.item as TimerRecord), version: 3 }
  expect(incidentTimer(incident(later(60).toISOString()), known)).toEqual([])
  const moved = incidentTimer(incident(later(90).toISOString()), known)
  expect(moved).toMatchObject([{ expect: 3, item: { at: later(90).toISOString() } }])
  expect(wakesOf(moved)).toEqual([{ pk: known.pk, sk: known.sk, at: later(90).toISOString() }])
  const stopped = incidentTimer(incident(), known)
  expect(stopped).toMatchObject([{ expect: 3, item: { open: undefined } }])
  expect(wakesOf(stopped)).toEqual([])
  expect(incidentTimer(incident(), undefined)).toEqual([])
})

test('what the queue brings is read, and what is no timer is refused without its text', () => {
  const wake = { pk: 'incident#1', sk: 'timer', at: later(60).toISOString() }
  expect(parseWake({ ...wake, more: 1 })).toEqual(wake)
  for (const raw of [null, 'text', {}, { ...wake, at: 5 }, { ...wake, pk: undefined }])
    expect(() => parseWake(raw)).toThrow('Not a timer: expected the texts pk, sk and at')
})
