import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { fakeKind, makeScene, processRecord } from './scene.ts'

const at = (minute: number): string => `2026-12-01T00:${String(minute).padStart(2, '0')}:00.000Z`

test('a process goes on step by step, as far as it gets in a look, and is no longer open when it has ended', async () => {
  const seen: string[] = []
  const scene = makeScene([
    fakeKind({
      advance: async (process, { now }) => {
        seen.push(`${now.toISOString().slice(14, 16)} ${process.step} v${process.version}`)
        if (process.step === 'begun') return { process: { ...process, step: 'asked' }, again: true }
        if (process.step === 'asked') return { process: { ...process, step: 'waits' } }
        return { process: { ...process, ended: { outcome: 'done', reason: 'It is there.', at: now.toISOString() } } }
      },
    }),
  ])
  await scene.add(processRecord())
  expect(await scene.look(at(0))).toEqual({ open: 1, failed: [], left: 0 })
  await scene.look(at(3))
  expect(await scene.look(at(6))).toEqual({ open: 0, failed: [], left: 0 })
  expect(seen).toEqual(['00 begun v1', '00 asked v2', '03 waits v3'])
  expect(await scene.processes()).toMatchObject([{ version: 4, ended: { outcome: 'done' } }])
})

test('nothing is written where nothing has changed', async () => {
  const scene = makeScene([fakeKind({ advance: async (process) => ({ process }) })])
  await scene.add(processRecord())
  await scene.look(at(0))
  expect(await scene.processes()).toMatchObject([{ version: 1 }])
})

test('an action of a kind is found by its name, and its refusal is an answer', async () => {
  const scene = makeScene([
    fakeKind({
      advance: async (process) => ({ process }),
      actions: {
        drill: async (raw) => ({ raw }),
        encrypt: async () => {
          throw new PermanentError('refused', 'It is encrypted already.')
        },
      },
    }),
  ])
  const ask = (action: string) => {
    const event = parseBackupsEvent({ source: commandSource, action, by: 'mina', target: 'x' })
    return 'action' in event ? act(event, scene.world(at(0))) : undefined
  }
  expect(await ask('drill')).toEqual({ raw: { source: commandSource, action: 'drill', by: 'mina', target: 'x' } })
  expect(await ask('encrypt')).toEqual({ refused: 'It is encrypted already.' })
  expect(await ask('fly')).toEqual({ refused: expect.stringContaining('"fly"') })
})

test.each([{ reason: 'never' }, { source: commandSource, action: 'run' }, { source: commandSource, by: 'mina' }, 7])(
  'what is malformed is refused: %p',
  (raw) => expect(() => parseBackupsEvent(raw)).toThrow(PermanentError),
)
