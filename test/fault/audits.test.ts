import { report } from '../../functions/audits/engine/report.ts'
import { reportWeek } from '../../functions/audits/engine/week.ts'
import { PermanentError, TransientError } from '../../shared/errors.ts'
import { type AuditLookRecord, keys } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { awsError, fakeAccess, fakeCheck, finding, makeScene } from '../unit/audits/scene.ts'

log.setLogLevel('SILENT')

const at = (hour: number): string => `2026-12-01T${String(hour).padStart(2, '0')}:00:00Z`

describe('a check that cannot look', () => {
  test('stops no other, keeps what it has found before, and is said once', async () => {
    let fault: Error | undefined
    const scene = makeScene([
      fakeCheck('waste/addresses', () => {
        if (fault) throw fault
        return { findings: [finding('a')] }
      }),
      fakeCheck('waste/volumes', () => ({ findings: [finding('v')] })),
    ])
    await scene.look(at(1))
    fault = awsError('AccessDenied', 403)
    const [run] = await scene.look(at(2))
    expect(run?.outcome).toMatchObject({ open: 2, fixed: 0, failed: [{ check: 'waste/addresses', transient: false }] })
    expect(() => report([...(run ? [run] : [])], new Date(at(2)))).not.toThrow()
    await scene.look(at(3))
    expect(scene.signals).toMatchObject([
      { name: 'audits.failed', subject: 'audit/waste/addresses', severity: 'warning' },
    ])
    expect((await scene.ledger.get<AuditLookRecord>(keys.auditLook('waste')))?.checks['waste/addresses']).toMatchObject(
      {
        state: 'failing',
        since: '2026-12-01T02:00:00.000Z',
        lookedAt: '2026-12-01T01:00:00.000Z',
      },
    )
    fault = undefined
    await scene.look(at(4))
    expect(scene.signals.slice(1)).toMatchObject([{ name: 'audits.recovered', mood: 'good' }])
  })

  test('and would come to its end later is tried again by the platform; nobody is paged by a signal', async () => {
    const scene = makeScene([
      fakeCheck('waste/addresses', () => {
        throw awsError('RequestLimitExceeded', 503)
      }),
      fakeCheck('waste/volumes', () => ({ findings: [finding('v')] })),
    ])
    const runs = await scene.look(at(1))
    expect(runs[0]?.outcome.open).toBe(1)
    expect(() => report(runs, new Date(at(1)))).toThrow(TransientError)
    expect(scene.signals).toEqual([])
  })

  test('because the region lacks the service is said once, and not tried again', async () => {
    const absent = Object.assign(new Error('getaddrinfo ENOTFOUND email.xx-west-1.amazonaws.com'), {
      code: 'ENOTFOUND',
    })
    const scene = makeScene([
      fakeCheck('waste/addresses', () => {
        throw absent
      }),
    ])
    const runs = await scene.look(at(1))
    expect(() => report(runs, new Date(at(1)))).not.toThrow()
    await scene.look(at(2))
    expect(scene.signals).toMatchObject([
      { name: 'audits.failed', body: expect.stringContaining('AWS does not have this service in the region') },
    ])
  })

  test('is given up before the call ends, so that what others have seen is written', async () => {
    const scene = makeScene([
      fakeCheck('waste/addresses', () => new Promise(() => undefined)),
      fakeCheck('waste/volumes', () => ({ findings: [finding('v')] })),
    ])
    const [run] = await scene.look(at(1), { remainingMs: () => 15_001 })
    expect(run?.outcome).toMatchObject({ open: 1, failed: [{ reason: expect.stringContaining('not enough time') }] })
  })
})

describe('an audit whose role is refused', () => {
  const scene = makeScene(
    [
      fakeCheck('waste/addresses', () => ({ findings: [finding('a')] })),
      fakeCheck('waste/volumes', () => ({ findings: [finding('v')] })),
      fakeCheck('doors/groups', () => ({ findings: [finding('d', { audit: 'doors' })] }), 'doors'),
    ],
    { only: ['waste', 'doors'] },
  )
  const refused = {
    accessOf: async (audit: string) => {
      if (audit === 'waste') throw new PermanentError('role-refused', 'Deploy the stack again.')
      return fakeAccess({})
    },
  }

  test('is one failure of that audit; what it found stays as it was, and the others look', async () => {
    await scene.look(at(1))
    const runs = await scene.look(at(2), refused)
    expect(runs.map(({ outcome }) => outcome)).toMatchObject([
      { audit: 'doors', open: 1, failed: [] },
      {
        audit: 'waste',
        open: 2,
        fixed: 0,
        failed: [{ check: 'waste/role', reason: 'Deploy the stack again.', transient: false }],
      },
    ])
    await scene.look(at(3), refused)
    expect(scene.signals).toMatchObject([
      { name: 'audits.failed', subject: 'audit/waste/role', body: expect.stringContaining('Deploy the stack again.') },
    ])
    const look = await scene.ledger.get<AuditLookRecord>(keys.auditLook('waste'))
    expect(look?.checks['waste/volumes']).toMatchObject({ state: 'done', lookedAt: '2026-12-01T01:00:00.000Z' })
  })

  test('looks again when the role is back, says so once, and writes nothing more of it', async () => {
    const [, back] = await scene.look(at(4))
    expect(back?.outcome).toMatchObject({ open: 2, failed: [] })
    expect((await scene.look(at(5))).map(({ outcome }) => outcome.written)).toEqual([0, 0])
    expect(scene.signals.slice(1)).toMatchObject([{ name: 'audits.recovered', subject: 'audit/waste/role' }])
  })

  test('is tried again by the platform where STS only has no time', async () => {
    const busy = { accessOf: async () => Promise.reject(awsError('Throttling', 400)) }
    const runs = await scene.look(at(6), busy)
    expect(() => report(runs, new Date(at(6)))).toThrow(TransientError)
    expect(scene.signals).toHaveLength(2)
  })
})

test('an audit whose records cannot be read or written stops no other', async () => {
  const scene = makeScene(
    [
      fakeCheck('waste/addresses', () => ({ findings: [finding('a')] })),
      fakeCheck('doors/groups', () => ({ findings: [finding('d', { audit: 'doors' })] }), 'doors'),
    ],
    { only: ['waste', 'doors'] },
  )
  const { ledger } = scene
  const broken: typeof ledger = {
    ...ledger,
    commit: async (writes, now) =>
      writes.some(({ item }) => item.pk === 'audit#doors')
        ? Promise.reject(new TransientError('not now'))
        : ledger.commit(writes, now),
  }
  const runs = await scene.look(at(1), { ledger: broken })
  expect(runs.map(({ outcome }) => [outcome.audit, outcome.failed.length])).toEqual([
    ['doors', 1],
    ['waste', 0],
  ])
})

test('a look that dies before its write says and writes the same again', async () => {
  const urgent = finding('a', { severity: 'urgent' })
  const scene = makeScene([fakeCheck('waste/addresses', () => ({ findings: [urgent] }))])
  const dead = { ...scene.ledger, commit: async () => Promise.reject(new TransientError('dead')) }
  await scene.look(at(1), { ledger: dead })
  await scene.look(at(1))
  await scene.look(at(2))
  expect(new Set(scene.signals.map(({ id }) => id)).size).toBe(1)
  expect(scene.signals).toHaveLength(2)
})

test('a weekly report that the bus does not take is sent by the next look', async () => {
  const scene = makeScene([], { only: ['waste'], report: { to: 'mina' } })
  const publish = async () => Promise.reject(new PermanentError('bus', 'no'))
  await expect(reportWeek([], [], scene.world(at(1), { publish }))).rejects.toThrow('no')
  expect(await reportWeek([], [], scene.world(at(2)))).toBe(true)
})
