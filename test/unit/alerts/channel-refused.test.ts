import { jest } from '@jest/globals'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { alarmOf, awsError, later, makeConfig, makeWorld, refused, transition } from './scene.ts'

const words =
  'User arn:aws:sts::123456789012:assumed-role/x is not authorized to perform ses:SendEmail for mina@corner-shop.example'
const denied = (name = 'AccessDeniedException', status = 403): Error => awsError(name, status, words)
const counted = jest.spyOn(metrics, 'add')
const logged = jest.spyOn(log, 'error')
const refusals = (): number => counted.mock.calls.filter(([name]) => name === 'ChannelsRefused').length

beforeEach(() => {
  counted.mockClear()
  logged.mockClear()
})

describe('a channel that AWS does not let us use', () => {
  test.each([
    ['SES', 'AccessDeniedException', 403],
    ['SNS', 'AuthorizationErrorException', 403],
    ['SSM', 'AccessDeniedException', 400],
  ])('is a failure with its reason and what to check, and is counted (%s)', async (_, name, status) => {
    const world = makeWorld({ fail: ({ channel }) => (channel === 'email' ? denied(name, status) : undefined) })
    await world.call(transition('ALARM'))
    expect(await world.outcomes()).toEqual(['page mina email failed', 'page mina sms accepted'])
    const [email] = (await world.notifications()).filter(({ channel }) => channel === 'email')
    expect(email?.detail).toMatch(new RegExp(`^${name}: AWS does not let Nightshift send this way. Check the role`))
    expect(refusals()).toBe(1)
    expect(logged.mock.calls).toEqual([['channel refused', { error: name }]])
    expect(JSON.stringify([email, logged.mock.calls])).not.toMatch(/mina@|123456789012/)
  })

  test('leaves the fallback, where nobody of a step has another one', async () => {
    const world = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : denied()) })
    await world.call(transition('ALARM'))
    expect(world.told()).toEqual(['ALARM fallback topic'])
    await world.call(transition('OK', 90))
    expect(world.told()).toEqual(['ALARM fallback topic', 'OK fallback topic'])
  })

  test('leaves the fallback also for what would come in a digest', async () => {
    const config = makeConfig({ routes: [{ match: { alarm: 'storm-*' }, severity: 'warning' }] })
    const isFirst = new Set(['mina sms', 'mina email'])
    const world = makeWorld({
      config,
      fail: ({ to, channel }) => (channel === 'topic' || isFirst.delete(`${to} ${channel}`) ? undefined : denied()),
    })
    for (let index = 0; index < 8; index += 1) await world.call(alarmOf(`storm-${index}`, 'ALARM', index))
    for (let minutes = 1; minutes < 10; minutes += 1) await world.sweep(later(minutes * 60))
    expect(world.told()).toContain('ALARM fallback topic')
  })

  test('is not meant by a number that is refused', async () => {
    const world = makeWorld({ fail: ({ channel }) => (channel === 'email' ? refused() : undefined) })
    await world.call(transition('ALARM'))
    expect(refusals()).toBe(0)
  })
})
