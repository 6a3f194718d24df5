import { alarmOf, later, makeConfig, makeWorld, throttled, transition } from './scene.ts'

const hook = { format: 'slack', url: { ssm: '/shop/hook' } }
const config = makeConfig({
  responders: {
    mina: { webhook: hook },
    joon: { sms: '+12025550102' },
    team: { webhook: hook, email: 'team@corner-shop.example', sms: '+12025550103' },
  },
  rotations: { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina'] } },
  policies: {
    shop: {
      steps: [
        { notify: ['primary'], wait: '10 minutes' },
        { notify: ['joon'], wait: '10 minutes' },
      ],
    },
  },
  onCall: 'shop',
  fallback: ['joon'],
})
const gone = () => Object.assign(new Error('gone'), { name: 'NotFound', $metadata: { httpStatusCode: 404 } })

test('a page and its end go by the webhook', async () => {
  const world = makeWorld({ config })
  await world.call(transition('ALARM'))
  await world.call(transition('OK', 90))
  expect(world.told()).toEqual(['ALARM mina webhook', 'OK mina webhook'])
})

test('a message has the same id at each try, and another one than the next message', async () => {
  let fails = 2
  const world = makeWorld({
    config,
    fail: () => {
      fails -= 1
      return fails >= 0 ? throttled() : undefined
    },
  })
  const ids: unknown[] = []
  const send = (seconds: number) => ({
    send: async (...order: Parameters<typeof world.send>) => {
      ids.push([seconds, order[1].id])
      return world.send(...order)
    },
  })
  await world.call(transition('ALARM'), send(0)).catch(() => undefined)
  await world.sweep(later(90), send(90)).catch(() => undefined)
  await world.sweep(later(180), send(180))
  await world.call(transition('OK', 300), send(300))
  const [first, second, third, end] = ids.map((each) => (each as readonly unknown[])[1])
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect([second, third]).toEqual([first, first])
  expect(end).not.toBe(first)
})

test('a webhook that refuses is a failed channel: the next step is taken at once', async () => {
  const world = makeWorld({ config, fail: ({ channel }) => (channel === 'webhook' ? gone() : undefined) })
  await world.call(transition('ALARM'))
  expect(world.told()).toEqual(['ALARM joon sms'])
  expect(await world.outcomes()).toEqual(['page joon sms accepted', 'page mina webhook failed'])
})

test('a webhook that is down for three calls has failed, and nothing of it is tried for ever', async () => {
  const world = makeWorld({ config, fail: ({ channel }) => (channel === 'webhook' ? throttled() : undefined) })
  await expect(world.call(transition('ALARM'))).rejects.toThrow('webhook is not available now')
  await expect(world.sweep(later(90))).rejects.toThrow('webhook is not available now')
  expect(world.told()).toEqual([])
  await world.sweep(later(180))
  expect(world.told()).toEqual(['ALARM joon sms'])
})

test('so has one that a digest cannot reach', async () => {
  let down = false
  const world = makeWorld({ config, fail: ({ channel }) => (down && channel === 'webhook' ? throttled() : undefined) })
  for (let index = 0; index < 4; index += 1) await world.call(alarmOf(`storm-${index}`, 'ALARM', index))
  down = true
  for (let minute = 2; minute < 8; minute += 1) await world.sweep(later(minute * 60)).catch(() => undefined)
  expect(world.told()).toContain('ALARM joon sms')
  expect((await world.outcomes()).filter((each) => each === 'page mina webhook failed')).toHaveLength(2)
})

test('what is only for information comes by the channels that wake nobody', async () => {
  const informed = makeConfig({
    ...config,
    onCall: 'informed',
    policies: { informed: { steps: [{ notify: ['team'] }] } },
    routes: [{ match: { alarm: '*' }, severity: 'info' }],
  })
  const world = makeWorld({ config: informed })
  await world.call(transition('ALARM'))
  expect(world.told()).toEqual(['ALARM team email', 'ALARM team webhook'])
})
