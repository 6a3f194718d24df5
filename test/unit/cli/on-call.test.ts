import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerAlerts } from '../../../cli/alerts.ts'
import { registerOnCall } from '../../../cli/on-call.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { alarmOf, later, makeConfig, makeWorld } from '../alerts/scene.ts'
import { fakeDeployment } from '../api/deployment.ts'

const alerts = makeConfig({
  rotations: {
    primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon'] },
    office: { zone: 'Asia/Seoul', every: 'day', from: '2026-01-05', responders: ['joon'], only: { days: ['monday'] } },
  },
})

/** The terminal in front of the real function, at nine in the morning in Seoul on a Saturday of mina's week. */
const makeScene = () => {
  const scene = makeWorld({ config: alerts })
  const send = async (command: unknown) => {
    const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
    const done = await doRequest(JSON.parse(Payload), scene.world(later(0)))
    return { Payload: new TextEncoder().encode(JSON.stringify(done ?? null)) }
  }
  const deployment = fakeDeployment({
    config: { alerts } as Partial<Config>,
    ledger: scene.ledger,
    outputs: { AlertsFunction: 'alerts' },
    clients: { LambdaClient: { send } },
    now: later(0),
  })
  const type = async (...args: string[]) => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const complained = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    try {
      const program = new Command().enablePositionalOptions()
      registerOnCall(program, async () => deployment)
      registerAlerts(program, async () => deployment)
      const inherit = (each: Command): void => {
        each.exitOverride().configureOutput({ writeErr: () => undefined })
        each.commands.forEach(inherit)
      }
      inherit(program)
      await program.parseAsync(args, { from: 'user' })
      return {
        out: printed.mock.calls.map(([line]) => String(line)).join('\n'),
        errors: complained.mock.calls.map(([line]) => String(line)).join('\n'),
      }
    } finally {
      printed.mockRestore()
      complained.mockRestore()
    }
  }
  const rows = async (...args: string[]): Promise<Readonly<Record<string, unknown>>[]> =>
    JSON.parse((await type(...args, '--json')).out)
  return { scene, type, rows }
}

const at = '2026-11-28T09:00:00+09:00'
const until = '2026-11-28T11:00:00+09:00'

describe('on-call', () => {
  test('override: who covers, who is on call then, and what is to be known', async () => {
    const { type, rows, scene } = makeScene()
    const { out, errors } = await type(
      'on-call',
      'override',
      'primary',
      '--who',
      'joon',
      '--until',
      until,
      '--why',
      'train',
    )
    expect(out).toMatch(/now +primary +joon/)
    expect(out).toMatch(/primary +joon \(override\)/)
    expect(errors).toBe('')
    expect(await rows('on-call', '--at', at)).toMatchObject([
      { rotation: 'primary', when: 'now', responder: 'joon', override: true, until: '2026-11-28T02:00:00.000Z' },
      { rotation: 'primary', when: 'next', responder: 'mina' },
      { rotation: 'office', when: 'now', responder: null },
      { rotation: 'office', when: 'next', responder: 'joon' },
    ])
    await scene.call(alarmOf('a', 'ALARM', 1))
    expect(scene.told()).toEqual(['ALARM joon sms'])
  })

  test('overrides: those that count, and with --all those that are over; cancelled by the beginning of an id', async () => {
    const { type, rows } = makeScene()
    await type('on-call', 'override', 'primary', '--who', 'joon', '--until', until)
    const [made] = await rows('on-call', 'overrides')
    expect(made).toMatchObject({
      state: 'now',
      rotation: 'primary',
      parts: [{ responder: 'joon' }],
      by: expect.any(String),
    })
    expect(await rows('on-call', 'overrides', 'cancel', String(made?.id).slice(0, 4))).toMatchObject([
      { state: 'cancelled', parts: [], endedBy: made?.by },
    ])
    expect(await rows('on-call', 'overrides')).toEqual([])
    expect(await rows('on-call', 'overrides', '--all')).toHaveLength(1)
    await expect(type('on-call', 'overrides', 'cancel', 'ffff')).rejects.toThrow('There is no override ffff')
  })

  test('--next: the next turns of all, or of one person; an override is among them with its id', async () => {
    const { type, rows } = makeScene()
    await type('on-call', 'override', 'primary', '--who', 'joon', '--until', until)
    const [{ id } = { id: '' }] = await rows('on-call', 'overrides')
    expect(await rows('on-call', '--next', '4', '--at', at)).toEqual([
      {
        rotation: 'primary',
        responder: 'joon',
        from: '2026-11-28T00:00:00.000Z',
        until: '2026-11-28T02:00:00.000Z',
        by: 'override',
        override: id,
      },
      {
        rotation: 'primary',
        responder: 'mina',
        from: '2026-11-28T02:00:00.000Z',
        until: '2026-11-30T00:00:00.000Z',
        by: 'layer 1',
      },
      {
        rotation: 'office',
        responder: 'joon',
        from: '2026-11-29T15:00:00.000Z',
        until: '2026-11-30T00:00:00.000Z',
        by: 'layer 1',
      },
      {
        rotation: 'primary',
        responder: 'joon',
        from: '2026-11-30T00:00:00.000Z',
        until: '2026-12-07T00:00:00.000Z',
        by: 'layer 1',
      },
    ])
    const minas = await rows('on-call', '--next', '3', '--who', 'mina', '--at', at)
    expect(minas.map(({ responder, from }) => [responder, from])).toEqual([
      ['mina', '2026-11-28T02:00:00.000Z'],
      ['mina', '2026-12-07T00:00:00.000Z'],
      ['mina', '2026-12-21T00:00:00.000Z'],
    ])
    await expect(type('on-call', '--who', 'jon')).rejects.toThrow(
      '"jon" is not a responder; there is: mina, joon — did you mean "joon"?',
    )
  })

  test('swap: the next turn of each', async () => {
    const { rows } = makeScene()
    expect(await rows('on-call', 'swap', 'primary', '--who', 'mina', '--with', 'joon')).toMatchObject([
      {
        parts: [
          { responder: 'joon', instead: 'mina' },
          { responder: 'mina', instead: 'joon' },
        ],
      },
    ])
  })

  test.each([
    [['override', 'primary', '--who', 'joon'], 'Write until when it holds'],
    [['override', 'primary', '--who', 'joon', '--until', until, '--for', '2h'], 'not both'],
    [['override', 'primari', '--who', 'joon', '--until', until], 'did you mean "primary"?'],
    [['override', 'primary', '--who', 'mina', '--until', until], 'It would change nothing'],
    [['override', 'primary', '--until', until], "required option '--who <responder>' not specified"],
  ])('%j is bad use, with why', async (args, words) => {
    await expect(makeScene().type('on-call', ...args)).rejects.toThrow(words)
  })

  test('without a deployment it shows what the config says, and that it is only that', async () => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const complained = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    try {
      const program = new Command().enablePositionalOptions()
      registerOnCall(program, async () => Promise.reject(new Error('No deployment to talk to')))
      await program.parseAsync(['on-call', '--json'], { from: 'user' })
      expect(JSON.parse(String(printed.mock.calls[0]?.[0])).length).toBeGreaterThan(0)
      expect(complained.mock.calls[0]?.[0]).toBe(
        'Shown is what the config says, without overrides made at run time: No deployment to talk to',
      )
    } finally {
      printed.mockRestore()
      complained.mockRestore()
    }
  })
})

describe('alerts silence', () => {
  test('by name, for a span; what it is about is said; listed, and ended', async () => {
    const { scene, type, rows } = makeScene()
    await scene.call(alarmOf('app-1', 'ALARM'))
    const { out } = await type('alerts', 'silence', 'app-*', '--until', until, '--why', 'a deployment')
    expect(out).toMatch(/now +app-\*/)
    expect(out).toMatch(/It is about incident [0-9a-f]{8}, app-1, which is open\./)
    const [made] = await rows('alerts', 'silences')
    expect(made).toMatchObject({
      state: 'now',
      match: { alarm: 'app-*' },
      why: 'a deployment',
      until: '2026-11-28T02:00:00.000Z',
    })
    expect(await rows('alerts', 'silences', 'end', String(made?.id).slice(0, 5))).toMatchObject([{ state: 'ended' }])
    expect(await rows('alerts', 'silences')).toEqual([])
    expect(await rows('alerts', 'silences', '--all')).toHaveLength(1)
  })

  test('by namespace and tags, as a silence of the config has them', async () => {
    const { rows } = makeScene()
    const filter = ['--namespace', 'AWS/RDS', '--tag', 'team=stock', '--tag', 'tier=data=1']
    expect(await rows('alerts', 'silence', ...filter, '--until', until, '--why', 'moving')).toMatchObject([
      { match: { namespace: 'AWS/RDS', tags: { team: 'stock', tier: 'data=1' } } },
    ])
  })

  test.each([
    [['--until', until, '--why', 'x'], 'Name the alarm'],
    [['app', '--why', 'x'], 'Write how long it holds'],
    [['app', '--for', '2h'], "required option '--why <text>' not specified"],
    [['--tag', 'team', '--for', '2h', '--why', 'x'], '"team" is not a tag'],
  ])('%j is bad use, with why', async (args, words) => {
    await expect(makeScene().type('alerts', 'silence', ...args)).rejects.toThrow(words)
  })
})
