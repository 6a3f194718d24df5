import type { Letter } from '../../../../api/queues/letter.ts'
import { guardOf, madeConsole } from '../console.ts'

const row = (queue: string, more: object = {}) => ({
  queue,
  deadLetters: queue.endsWith('DeadLetters'),
  waiting: 0,
  working: 0,
  delayed: 0,
  ...more,
})

const letter = (more: Partial<Letter> = {}): Letter => ({
  id: 'aa-1',
  sentAt: '2026-11-30T02:00:00.000Z',
  kind: 'file',
  facts: { bucket: 'uploads', key: '<img src=x onerror=alert(1)>.jpg' },
  failure: 'TypeError: <b>no</b>',
  to: 'shop-thumbnails-on-upload',
  body: '{"key": "<script>alert(1)</script>"}',
  ...more,
})

const answers = (payload: unknown): unknown => {
  const { action, queue } = payload as { action: string; queue?: string }
  if (action === 'queues')
    return [
      row('Uploads', { waiting: 3, oldestSeconds: 90 }),
      row('UploadsDeadLetters', { waiting: 2, oldestSeconds: 7_200 }),
    ]
  if (queue !== 'UploadsDeadLetters') return { refused: `"${queue}" is not a dead-letter queue.` }
  if (action === 'letters')
    return { letters: [letter(), letter({ id: 'aa-2', kind: 'unreadable', to: undefined, facts: {} })], count: 120 }
  return { replayed: 1, kept: 0 }
}

const made = (invoked: (payload: unknown) => unknown = answers) => madeConsole({ invoked })

const text = async (path: string, role: 'read' | 'act' = 'act', invoked = answers, language = 'en') => {
  const console = made(invoked)
  const answer = await console.ask(path, { headers: { 'accept-language': language } }, await console.signIn({ role }))
  return { status: answer.status, page: await answer.text(), handedOver: console.handedOver }
}

describe('queues', () => {
  test('depth and age of each, dead letters first and said', async () => {
    const { page, handedOver } = await text('/queues')
    expect(handedOver).toEqual([{ source: 'nightshift.command', action: 'queues' }])
    expect(page).toContain('2 dead letters in UploadsDeadLetters')
    expect(page).toContain('2 hours')
    expect(page).toContain('1 minute 30 seconds')
    expect(page).toContain('href="/queues/UploadsDeadLetters"')
    expect(page.indexOf('UploadsDeadLetters</a>')).toBeLessThan(page.indexOf('>Uploads<'))
  })

  test('a function that does not answer once is asked again; where it goes on, a page says so, and what it means', async () => {
    for (const path of ['/queues', '/queues/UploadsDeadLetters']) {
      let asked = 0
      const failing = (times: number) => (payload: unknown) => {
        asked += 1
        if (asked <= times) throw new Error('Rate Exceeded')
        return answers(payload)
      }
      expect((await text(path, 'act', failing(1))).status).toBe(200)
      asked = 0
      const { status, page } = await text(path, 'act', failing(9))
      expect([status, asked]).toEqual([503, 2])
      expect(page).toContain('The function that looks at queues does not answer')
      expect(page).toContain('nightshift -- status')
    }
  })

  test('a replay is asked for once, whatever comes of it', async () => {
    let asked = 0
    const console = made((payload) => {
      if ((payload as { action: string }).action !== 'replay') return answers(payload)
      asked += 1
      throw new Error('Rate Exceeded')
    })
    const cookie = await console.signIn()
    const guard = guardOf(await (await console.ask('/queues/UploadsDeadLetters', {}, cookie)).text())
    expect((await console.send('/queues/UploadsDeadLetters/replay', guard, cookie)).status).toBe(503)
    expect(asked).toBe(1)
  })

  test('without any, it says so', async () => {
    const { page } = await text('/queues', 'act', () => [row('UploadsDeadLetters')])
    expect(page).toContain('No dead letters')
  })

  test('letters are opened one by one, with what they are, why and for whom; markup in them is text', async () => {
    const { page } = await text('/queues/UploadsDeadLetters?open=aa-2')
    expect(page).toContain('120 messages are kept here.')
    expect(page).toContain('The first 2')
    expect(page.match(/<details/g)?.length).toBeGreaterThanOrEqual(3)
    expect(page).toContain('<strong>A file in a bucket</strong>')
    expect(page).toContain('TypeError: &lt;b&gt;no&lt;/b&gt;')
    expect(page).not.toMatch(/<script>alert|<img src=x/)
    expect(page).toContain('Goes back to shop-thumbnails-on-upload')
    expect(page).toContain('No function can read it')
    // One button for all, one for the message that can be read.
    expect(page.match(/action="\/queues\/UploadsDeadLetters\/replay"/g)).toHaveLength(2)
    expect(page).not.toContain('data-refresh')
  })

  test('whoever may only look sees letters and no button', async () => {
    const { page } = await text('/queues/UploadsDeadLetters', 'read')
    expect(page).toContain('A file in a bucket')
    expect(page).not.toContain('/replay"')
  })

  test('in Korean', async () => {
    const { page } = await text('/queues/UploadsDeadLetters', 'act', answers, 'ko')
    expect(page).toContain('버킷의 파일')
    expect(page).toContain('다시 보내기')
  })

  test.each([
    [{ letter: 'aa-1' }, { letter: 'aa-1' }],
    [{}, {}],
  ])('replay %j is handed over', async (fields, sent) => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/queues/UploadsDeadLetters', cookie))
    const answer = await console.send('/queues/UploadsDeadLetters/replay', { ...guard, ...fields }, cookie)
    expect(answer.headers.get('location')).toMatch(/^\/queues\/UploadsDeadLetters\?pressed=/)
    expect(console.handedOver.at(-1)).toEqual({
      source: 'nightshift.command',
      action: 'replay',
      queue: 'UploadsDeadLetters',
      ...sent,
    })
    const next = await console.ask(answer.headers.get('location') ?? '', {}, cookie)
    expect(await next.text()).toContain('One message was replayed.')
  })

  test('a queue that is none is refused, with its name', async () => {
    const { status, page } = await text('/queues/%3Cb%3E')
    expect(status).toBe(400)
    expect(page).toContain('is not a dead-letter queue')
    expect(page).not.toContain('<b>')
  })
})
