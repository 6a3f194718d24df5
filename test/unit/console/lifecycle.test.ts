import { type BucketRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole } from './console.ts'
import { change } from './records.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-11-30T03:00:00Z')
const basis = { event: {}, config: '1' }
const bucket = 'corner-shop-uploads'

const kept = (more: Partial<BucketRecord> = {}): BucketRecord => ({
  ...keys.bucket(bucket),
  kind: 'lifecycle',
  at: '2026-11-29T00:00:00.000Z',
  bucket,
  state: 'kept',
  since: '2026-11-29T00:00:00.000Z',
  rules: [],
  versioned: true,
  basis,
  ...more,
})

const summary = 'incomplete uploads are removed after 7 days again'

const made = (more: Parameters<typeof madeConsole>[0] = {}) =>
  madeConsole({
    records: [kept(), change('lifecycle', bucket, { summary })],
    now,
    aws: () => ({ Rules: [], Status: 'Enabled' }),
    ...more,
  })

describe('lifecycle policies, in the console', () => {
  test('buckets, the plan as a difference, and last changes', async () => {
    const page = await made().read('/lifecycle')
    expect(page).toContain('as its policy says')
    expect(page).toContain('not looked at yet')
    expect(page).toContain('class="added"')
    expect(page).toContain('+ add')
    expect(page).toContain('incomplete uploads are removed after 7 days again')
  })

  test('AWS that refuses to be asked is said, bucket by bucket, and the rest is there', async () => {
    const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' })
    const page = await made({ aws: () => Promise.reject(denied) }).read('/lifecycle')
    expect(page).toContain('not readable')
    expect(page).toContain('incomplete uploads are removed')
  })

  test('do it now: by the function of lifecycle, and what came of it', async () => {
    const console = made({
      invoked: () => [
        { bucket, outcome: 'changed', changes: ['x'] },
        { bucket: 'other', outcome: 'failed', changes: [], reason: 'no' },
      ],
    })
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/lifecycle', cookie))
    const sent = await console.send('/lifecycle/apply', guard, cookie)
    expect(console.handedOver).toEqual([{ reason: 'command' }])
    const next = await console.read(sent.headers.get('location') ?? '', cookie)
    expect(next).toContain('One bucket was changed, 1 could not be')
  })

  test('a bucket that is not at its policy needs somebody, with one action', async () => {
    const failing = kept({
      state: 'failing',
      open: 'lifecycle',
      reason: 'AWS refuses: <b>denied</b>',
      since: '2026-11-30T01:00:00.000Z',
    })
    const console = made({ records: [failing] })
    const page = await console.read('/')
    expect(page).toContain('is not at its policy')
    expect(page).toContain('action="/lifecycle/apply"')
    expect(page).not.toContain('<b>denied')
  })

  test('names of buckets and words of strangers are text', async () => {
    const evil = '<svg onload=alert(1)>\u202e"><script>'
    const page = await made({
      records: [change('lifecycle', evil, { summary: evil })],
      aws: () => ({
        Rules: [{ ID: evil, Status: 'Enabled', Filter: { Prefix: evil }, Expiration: { Days: 1 } }],
        Status: evil,
      }),
    }).read('/lifecycle')
    for (const raw of ['<svg onload', '"><script>', '\u202e']) expect(page).not.toContain(raw)
  })

  test('whoever may only look sees no button', async () => {
    const console = made()
    const page = await console.read('/lifecycle', await console.signIn({ role: 'read' }))
    expect(page).not.toContain('/lifecycle/apply')
  })
})
