import { alarmOf, makeConfig, makeWorld } from './scene.ts'

const logAlarm = (logGroup: string) => ({ logGroup, pattern: 'ERROR', threshold: 1 })

/** The name of the log group that the email of an alarm leads to. */
const logGroupIn = async (alarm: string): Promise<string | undefined> => {
  const queue = { namespace: 'Shop', metric: 'Lag', threshold: 1 }
  const alarms = { errors: logAlarm('/shop/api'), 'web-errors': logAlarm('/shop/web'), 'queue-errors': queue }
  const { call, sent } = makeWorld({ config: makeConfig({ alarms }) })
  await call(alarmOf(alarm, 'ALARM', 0, { region: 'ap-northeast-2' }))
  const text = sent.find(({ channel }) => channel === 'email')?.message.text ?? ''
  return /log-group\/\$252Fshop\$252F(\w+)/.exec(text)?.[1]
}

test.each([
  ['shop-errors', 'api'],
  ['shop-web-errors', 'web'],
  // It searches no log.
  ['shop-queue-errors', undefined],
  ['terrors', undefined],
])('the log of %s is that of the alarm with the longest name that fits: %s', async (alarm, log) => {
  expect(await logGroupIn(alarm)).toBe(log)
})
