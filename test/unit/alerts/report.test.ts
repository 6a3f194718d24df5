import { sendReport } from '../../../functions/alerts/engine/report.ts'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { type Report, reportOf } from '../../../functions/alerts/intake/report.ts'
import { reportSignal } from '../../../functions/hours/rules/report.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { later, makeConfig, makeWorld, refused, type Sent, start, throttled } from './scene.ts'

const signal = reportSignal(
  '2026-11',
  new Map([['rds-instance/shop', { seconds: 36_000, list: 3, paid: 1 }]]),
  'mina',
  start,
)
const eventOf = (detail: object) => ({ source: 'nightshift', 'detail-type': 'hours.saved', detail })

const report = reportOf(eventOf(signal)) as Report
const makeScene = (fail?: (sent: Sent) => Error | undefined, config = makeConfig()) =>
  makeWorld({ config, ...(fail ? { fail } : {}) })

test('a report is read from the signal of hours, and nothing else is one', () => {
  expect(report).toMatchObject({ id: 'hours-savings/2026-11', to: 'mina', title: 'Hours saved $2.00 in 2026-11' })
  expect(reportOf(eventOf({ ...signal, mood: 'note' }))).toBeUndefined()
  expect(reportOf(eventOf({ ...signal, to: undefined }))).toBeUndefined()
  expect(reportOf({ ...eventOf(signal), source: 'somebody-else' })).toBeUndefined()
  // A bad signal still opens an incident.
  expect(parseTransitions(eventOf({ ...signal, mood: 'bad' }))).toHaveLength(1)
})

test('it is one email, no page and no incident, however often it comes', async () => {
  const scene = makeScene()
  await Promise.all([sendReport(report, scene.world(start)), sendReport(report, scene.world(start))])
  await sendReport(report, scene.world(later(3_600)))
  expect(scene.sent.map(({ to, channel }) => `${to} ${channel}`)).toEqual(['mina email'])
  const { subject, text } = scene.sent[0]?.message ?? { subject: '', text: '' }
  expect(subject).toBe('Hours saved $2.00 in 2026-11')
  expect(text).toContain('rds-instance/shop: 10.0 hours off, $2.00')
  expect(text).toContain('hours savings --month 2026-11')
  expect(await scene.ledger.open<IncidentRecord>('incident')).toEqual([])
})

test('to a rotation it goes to whoever is on call', async () => {
  const scene = makeScene()
  await sendReport({ ...report, to: 'primary' }, scene.world(start))
  expect(scene.sent.map(({ to }) => to)).toEqual(['mina'])
})

test('who reads Korean gets it in Korean, in paragraphs; everybody else in English', async () => {
  const korean = makeConfig({
    responders: {
      mina: { email: 'mina@corner-shop.example', language: 'ko' },
      joon: { email: 'joon@corner-shop.example' },
    },
  })
  const scene = makeScene(undefined, korean)
  const body = 'first\n\nHEAD\nline'
  const both = { ...signal, body, inLanguage: { ko: { title: '제목', body: '첫째\n\n머리\n줄' } } }
  for (const to of ['mina', 'joon']) {
    const read = reportOf(eventOf({ ...both, id: to, to }))
    if (read) await sendReport(read, scene.world(start))
  }
  const [mina, joon] = scene.sent.map(({ message }) => message)
  expect(mina).toMatchObject({ subject: '제목', text: '보고: 제목\n\n첫째\n\n머리\n줄' })
  expect(mina?.html).toContain('white-space:pre-line;word-break:break-word">머리\n줄</p>')
  expect(joon?.text).toBe('Report: Hours saved $2.00 in 2026-11\n\nfirst\n\nHEAD\nline')
  // What is no text in another language is left out with the whole event: it is no report.
  expect(reportOf(eventOf({ ...both, inLanguage: { ko: 1 } }))).toBeUndefined()
  expect(reportOf(eventOf({ ...both, inLanguage: { fr: {} } }))).toMatchObject({ body })
})

test('a call that dies before it has asked the channel is made up for by its retry, and by no other meanwhile', async () => {
  const scene = makeScene()
  const dying = scene.world(start, { callId: 'one' })
  const gone = async (): Promise<never> => Promise.reject(new Error('the process is gone'))
  const inForce = dying.ledger.commit
  let commits = 0
  const commit: typeof inForce = async (...args) => {
    commits += 1
    await inForce(...args)
    if (commits === 1) return gone()
  }
  await expect(sendReport(report, { ...dying, ledger: { ...dying.ledger, commit } })).rejects.toThrow('gone')
  await sendReport(report, scene.world(later(1), { callId: 'two' }))
  expect(scene.sent).toEqual([])
  await sendReport(report, scene.world(later(60), { callId: 'one' }))
  await sendReport(report, scene.world(later(61), { callId: 'one' }))
  await sendReport(report, scene.world(later(600), { callId: 'two' }))
  expect(scene.sent).toHaveLength(1)
})

test('nobody gets it by text message, and a name that is gone is no failure', async () => {
  const scene = makeScene()
  await sendReport({ ...report, to: 'joon' }, scene.world(start))
  await sendReport({ ...report, to: 'nobody' }, scene.world(start))
  expect(scene.sent).toEqual([])
})

test('what was throttled is sent by the retry', async () => {
  let throttles = 1
  const scene = makeScene(() => {
    throttles -= 1
    return throttles >= 0 ? throttled() : undefined
  })
  await expect(sendReport(report, scene.world(start))).rejects.toThrow('email is not available now')
  await sendReport(report, scene.world(later(60)))
  await sendReport(report, scene.world(later(120)))
  expect(scene.sent).toHaveLength(1)
})

test('what was refused for good, and what nobody knows the end of, is not sent again', async () => {
  for (const error of [refused(), new Error('socket hang up')]) {
    let calls = 0
    const scene = makeScene(() => {
      calls += 1
      return error
    })
    await sendReport(report, scene.world(start))
    await sendReport(report, scene.world(later(60)))
    expect(calls).toBe(1)
  }
})
