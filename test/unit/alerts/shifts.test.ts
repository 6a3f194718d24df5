import { shiftStart } from '../../../functions/alerts/delivery/wording.ts'
import { smsUnits } from '../../../functions/alerts/message/alphabet.ts'
import { later, makeConfig, makeWorld } from './scene.ts'

const noticeTo = (responder: object, rotation = 'primary') => {
  const { world } = makeWorld({ config: makeConfig({ responders: { mina: responder, joon: responder } }) })
  return shiftStart({ to: 'mina', channel: 'sms' }, rotation, later(7 * 86_400), world(later(0)))
}

test('the notice of a turn says of what and until when, in the language and zone of its reader', () => {
  const reader = { sms: '+12025550101', zone: 'Asia/Seoul' }
  expect(noticeTo(reader).short).toBe('On call now primary: until 5 Dec 2026, 09:00')
  expect(noticeTo({ ...reader, language: 'ko' }).short).toBe('지금부터 당번 primary: 2026. 12. 5. 오전 9:00까지')
})

test.each(['en', 'ko'])('it is one message in %s, also to a number in Korea, however long the name', (language) => {
  const { short: sms } = noticeTo(
    { sms: '+820000000000', zone: 'Asia/Seoul', language },
    `primary-${'x'.repeat(200)}-of-the-shop`,
  )
  const { used, limit } = smsUnits(sms, 8)
  expect(used).toBeLessThanOrEqual(limit)
  expect(sms).toContain('..')
})
