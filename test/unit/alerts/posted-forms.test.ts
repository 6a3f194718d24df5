import * as fc from 'fast-check'
import { mostAlerts, type PostedBy, readPosted } from '../../../functions/alerts/intake/posted/index.ts'

const receivedAt = '2026-11-28T17:43:12.000Z'
const by: PostedBy = { source: 'shop', receivedAt }
const read = (body: unknown, more: Partial<PostedBy> = {}) => readPosted(body, { ...by, ...more })
const readOne = (body: unknown, more: Partial<PostedBy> = {}) => {
  const [first, ...others] = read(body, more)
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} transitions`)
  return first
}

describe('our own form', () => {
  test('says all that it says', () => {
    const labels = { team: 'stock', shard: 3, main: true, nothing: null, list: [1] }
    const body = { key: 'disk', state: 'firing', severity: 'warn', title: 'disk 91 %', text: 'of /var', labels }
    expect(readOne({ ...body, link: 'https://shop.example/disk' }, { policy: 'office' })).toEqual({
      alarm: 'source:shop:disk',
      name: 'source/shop/disk',
      title: 'disk 91 %',
      state: 'ALARM',
      at: receivedAt,
      reason: 'of /var',
      severity: 'warning',
      policy: 'office',
      tags: { team: 'stock', shard: '3', main: 'true' },
      link: 'https://shop.example/disk',
    })
  })

  test.each([
    ['firing', 'ALARM'],
    ['resolved', 'OK'],
    ['Resolved ', 'OK'],
    ['OK', 'OK'],
    ['up', 'OK'],
    ['closed', 'OK'],
    // Over is not well: a run that is over may have failed.
    ['completed', 'ALARM'],
    ['complete', 'ALARM'],
    ['done', 'ALARM'],
    ['finished', 'ALARM'],
    ['down', 'ALARM'],
    ['CLEAR', 'OK'],
    ['cleared', 'OK'],
    ['succeeded', 'OK'],
    ['successful', 'OK'],
    ['solved', 'OK'],
    ['unsuccessful', 'ALARM'],
    ['unclear', 'ALARM'],
    ['constructor', 'ALARM'],
    ['what?', 'ALARM'],
    ['', 'ALARM'],
    [null, 'ALARM'],
    [undefined, 'ALARM'],
    [{}, 'ALARM'],
    ['acknowledged', 'NOTE'],
    ['pending', 'NOTE'],
  ])('state %j is %s', (state, expected) => {
    expect(readOne({ key: 'disk', state }).state).toBe(expected)
    expect(readOne({ key: 'disk', status: state }).state).toBe(expected)
  })

  test.each([
    ['critical', 'critical'],
    ['CRIT', 'critical'],
    ['error', 'critical'],
    ['page', 'critical'],
    ['P1', 'critical'],
    ['sev-2', 'warning'],
    ['warning', 'warning'],
    ['moderate', 'warning'],
    ['info', 'info'],
    ['low', 'info'],
    ['spicy', undefined],
    [7, undefined],
    [null, undefined],
  ])('severity %j is %s', (severity, expected) => {
    expect(readOne({ key: 'disk', severity }).severity).toBe(expected)
    expect(readOne({ key: 'disk', severity }, { severity: 'info' }).severity).toBe(expected ?? 'info')
  })

  test('without a key the title is it, and without a title the text without its numbers', () => {
    expect(readOne({ title: 'disk full' }).alarm).toBe('source:shop:disk full')
    const [one, other] = ['disk 91 %', 'disk 92.5 %'].map((text) => readOne({ text, key: null }))
    expect(one?.alarm).toBe(other?.alarm)
    expect(one?.title).toBe('disk 91 %')
    expect(readOne({ text: 'memory 91 %' }).alarm).not.toBe(one?.alarm)
  })

  test('a number or an address of a person goes nowhere, not into the key either', () => {
    const transition = readOne({
      key: 'login of mina@corner-shop.example',
      title: 'mina@corner-shop.example cannot sign in',
      text: 'call +12025550101',
      labels: { user: 'mina@corner-shop.example' },
    })
    expect(JSON.stringify(transition)).not.toMatch(/mina@corner|2025550101/)
    expect(transition.alarm).toMatch(/^source:shop:~[0-9a-f]{64}$/)
    expect(readOne({ key: 'login of joon@corner-shop.example' }).alarm).not.toBe(transition.alarm)
  })

  test('text that turns around, that is invisible, or that is huge comes as text that can be read', () => {
    const [, ...rest] = read([
      { key: 'a', title: 'a' },
      { key: 'evil\u202etxt', title: `x\u202e\u0000y\n${'😀'.repeat(400)}`, text: 'ㅎ'.repeat(100_000) },
    ])
    const [transition] = rest
    expect(transition?.title).not.toMatch(/[\u202e\n\p{Cc}]/u)
    expect(transition?.title?.length).toBeLessThanOrEqual(200)
    expect(transition?.title?.isWellFormed()).toBe(true)
    expect(transition?.reason.length).toBeLessThanOrEqual(2_000)
    expect(Buffer.byteLength(readOne({ key: '한'.repeat(50_000) }).alarm)).toBeLessThanOrEqual(1_024)
  })

  test.each([
    ['javascript:alert(1)', undefined, undefined],
    ['http://grafana.local/d/1', undefined, 'http://grafana.local/d/1'],
    ['not an address', undefined, undefined],
    ['https://shop.example/x', 'https://shop.example/x', undefined],
  ])('the link %s', (link, shown, described) => {
    const transition = readOne({ key: 'disk', link })
    expect([transition.link, transition.description]).toEqual([shown, described])
  })

  test.each([
    ['1764460800', '2025-11-30T00:00:00.000Z'],
    [1_764_460_800, '2025-11-30T00:00:00.000Z'],
    [1_764_460_800_123, '2025-11-30T00:00:00.123Z'],
    [1_764_460_800.5, '2025-11-30T00:00:00.500Z'],
    [12, receivedAt],
    ['12', receivedAt],
    ['yesterday', receivedAt],
    ['at 5', receivedAt],
    ['5 minutes ago', receivedAt],
    ['2026-11-28 17:00:00', '2026-11-28T17:00:00.000Z'],
    ['2026-11-28T26:00:00+09:00', receivedAt],
  ])('the time %s is %s', (at, expected) => {
    expect(readOne({ key: 'disk', timestamp: at }).at).toBe(expected)
  })

  test('the first word for how severe it is that anybody knows counts', () => {
    expect(readOne({ key: 'disk', severity: 'spicy', priority: 'P3' }).severity).toBe('warning')
    expect(readOne({ key: 'disk', severity: '', level: 'low' }).severity).toBe('info')
  })

  test('as GoAlert takes it: summary, details, dedup, and the action that closes', () => {
    expect(readOne({ summary: 'disk 91 %', details: 'of /var', dedup: 'disk' })).toMatchObject({
      alarm: 'source:shop:disk',
      state: 'ALARM',
      title: 'disk 91 %',
      reason: 'of /var',
    })
    expect(readOne({ dedup: 'disk', action: 'close' }).state).toBe('OK')
  })

  test.each(['bounds', 'unreadable', 'too-many'])(
    'the key %s is the source’s own, and not what is said of its reports',
    (key) => {
      const [given, own] = [readOne({ key, state: 'ok' }), readOne({})]
      expect(given).toMatchObject({ alarm: `source:shop:key:${key}`, name: `source/shop/${key}`, state: 'OK' })
      expect(own.alarm).toBe('source:shop:unreadable')
    },
  )

  test('of more than can be read a storm of one trouble keeps out no other', () => {
    const storm = Array.from({ length: 2 * mostAlerts }, () => ({ key: 'storm' }))
    const all = read([...storm, { key: 'last' }, { key: 'storm', state: 'ok' }, { key: 'storm' }])
    expect(all.map(({ alarm, state }) => `${alarm} ${state}`)).toEqual([
      'source:shop:storm ALARM',
      'source:shop:last ALARM',
      'source:shop:storm OK',
      'source:shop:storm ALARM',
    ])
  })

  test('a list is an alert each; what is no object among them is reported once', () => {
    const all = read([{ key: 'a' }, null, { key: 'b', state: 'ok' }, 7, {}])
    expect(all.map(({ alarm, state }) => `${alarm} ${state}`)).toEqual([
      'source:shop:a ALARM',
      'source:shop:b OK',
      'source:shop:unreadable ALARM',
    ])
    expect(all[2]?.reason).toContain('3 reports could not be read')
  })
})

const alert = (more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'HighLatency', instance: 'web-1', severity: 'page' },
  annotations: {
    summary: 'web-1 is slow',
    description: 'Look at the deployment.',
    runbook_url: 'https://wiki.example/slow',
  },
  startsAt: '2026-11-28T17:40:00.123Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
  fingerprint: 'c6eadffa33fcdf37',
  ...more,
})
const group = (more: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="HighLatency"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'nightshift',
  groupLabels: { alertname: 'HighLatency' },
  commonLabels: { alertname: 'HighLatency', team: 'web' },
  commonAnnotations: {},
  externalURL: 'https://alertmanager.example',
  alerts: [alert()],
  ...more,
})

describe('Alertmanager and Grafana', () => {
  test('an alert says all that it says, with what its group has in common', () => {
    expect(readOne(group())).toMatchObject({
      alarm: 'source:shop:c6eadffa33fcdf37',
      name: 'source/shop/HighLatency',
      title: 'web-1 is slow',
      state: 'ALARM',
      at: '2026-11-28T17:40:00.123Z',
      severity: 'critical',
      description: 'Look at the deployment.\nhttps://wiki.example/slow\nhttp://prometheus:9090/graph?g0.expr=up',
      tags: { alertname: 'HighLatency', instance: 'web-1', severity: 'page', team: 'web' },
    })
  })

  test('one that is over ends at its end, and never before its beginning', () => {
    const ended = (endsAt: unknown) => readOne(group({ alerts: [alert({ status: 'resolved', endsAt })] }))
    expect(ended('2026-11-28T17:42:00Z')).toMatchObject({ state: 'OK', at: '2026-11-28T17:42:00.000Z' })
    expect(ended('2026-11-28T17:00:00Z').at).toBe('2026-11-28T17:40:00.123Z')
    for (const nothing of ['0001-01-01T00:00:00Z', null, 'soon']) expect(ended(nothing).at).toBe(receivedAt)
  })

  test('fields that are missing, null or of another type are as if they were not there', () => {
    const bare = readOne(
      group({
        commonLabels: null,
        commonAnnotations: 7,
        alerts: [{ labels: null, annotations: null, startsAt: null }],
      }),
    )
    expect(bare).toMatchObject({ alarm: 'source:shop:{}:{alertname="HighLatency"}', state: 'ALARM', at: receivedAt })
    const [one, other] = [
      { b: '1', a: '2' },
      { a: '2', b: '1' },
    ].map((labels) => readOne(group({ alerts: [alert({ fingerprint: undefined, labels })] })))
    expect(one?.alarm).toBe(other?.alarm)
  })

  test('two hundred alerts are two hundred troubles; what the sender left out, and what is too much, is reported', () => {
    const alerts = Array.from({ length: 200 }, (_, index) => alert({ fingerprint: `f${index}` }))
    expect(new Set(read(group({ alerts })).map(({ alarm }) => alarm)).size).toBe(200)
    const cut = read(group({ truncatedAlerts: 12 }))
    expect(cut.map(({ alarm }) => alarm)).toEqual([
      'source:shop:c6eadffa33fcdf37',
      'source:shop:truncated:{}:{alertname="HighLatency"}',
    ])
    expect(cut[1]?.name).toBe('source/shop/truncated')
    // The end of another group is not the end of this.
    const [, other] = read(group({ truncatedAlerts: 12, groupKey: '{}:{alertname="Disk"}', status: 'resolved' }))
    expect(other?.alarm).not.toBe(cut[1]?.alarm)
    expect(cut[1]?.title).toBe('12 alerts were left out by the sender')
    const many = read(
      group({ alerts: Array.from({ length: mostAlerts + 40 }, (_, index) => alert({ fingerprint: `f${index}` })) }),
    )
    expect(many.length).toBe(mostAlerts + 1)
    expect(many.at(-1)).toMatchObject({
      alarm: 'source:shop:too-many',
      title: `shop sent ${mostAlerts + 40} alerts at once`,
    })
  })

  test('what was left out of a group that is over is over', () => {
    const over = read(group({ status: 'resolved', truncatedAlerts: 3, alerts: [alert({ status: 'resolved' })] }))
    expect(over.map(({ state }) => state)).toEqual(['OK', 'OK'])
  })

  test('firing and resolved in one group are each what they say', () => {
    const alerts = [alert(), alert({ status: 'resolved', fingerprint: 'b' }), alert({ status: null, fingerprint: 'c' })]
    expect(read(group({ alerts })).map(({ state }) => state)).toEqual(['ALARM', 'OK', 'ALARM'])
    expect(read(group({ alerts, status: 'resolved' })).map(({ state }) => state)).toEqual(['ALARM', 'OK', 'OK'])
  })

  test('of a thousand labels the alert keeps its name and severity, and differs by any of them', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`label${index}`, `${index}`]))
    const of = (more: object) =>
      readOne(
        group({
          alerts: [alert({ fingerprint: null, labels: { ...many, alertname: 'Disk', severity: 'info', ...more } })],
        }),
      )
    expect(of({})).toMatchObject({ name: 'source/shop/Disk', severity: 'info' })
    expect(Object.keys(of({}).tags ?? {})).toHaveLength(50)
    expect(of({}).alarm).toBe(of({}).alarm)
    expect(of({ zone: 'a' }).alarm).not.toBe(of({ zone: 'b' }).alarm)
    expect(Buffer.byteLength(of({}).alarm)).toBeLessThanOrEqual(1_024)
  })

  test('labels that are no texts, and names that every object has', () => {
    const labels = JSON.parse(
      '{"alertname":"A","list":[1],"deep":{"a":1},"no":null,"port":8080,"__proto__":"x","constructor":"y"}',
    )
    const { tags } = readOne(group({ alerts: [alert({ labels })] }))
    expect(Object.entries(tags ?? {})).toEqual(
      expect.arrayContaining([
        ['port', '8080'],
        ['constructor', 'y'],
      ]),
    )
    expect(Object.keys(tags ?? {})).not.toContain('list')
  })

  test.each([undefined, 'grafana'] as const)(
    'the alerting of Grafana before version 9: a rule is one trouble (%s)',
    (kind) => {
      const legacy = (state: string, more: object = {}) =>
        readOne(
          {
            dashboardId: 1,
            evalMatches: [{ value: 100, metric: 'High value', tags: null }, null, {}],
            imageUrl: 'https://grafana.example/image.png',
            message: 'Look at the panel.',
            orgId: 1,
            panelId: 2,
            ruleId: 7,
            ruleName: 'Panel Title alert',
            ruleUrl: 'https://grafana.example/d/hZ7BuVbWz/test',
            state,
            tags: { team: 'stock' },
            title: `[${state}] Panel Title alert`,
            ...more,
          },
          kind ? { kind } : {},
        )
      expect(legacy('alerting')).toMatchObject({
        alarm: 'source:shop:rule:1:7',
        name: 'source/shop/Panel Title alert',
        state: 'ALARM',
        title: '[alerting] Panel Title alert',
        reason: 'Look at the panel.\nHigh value: 100',
        link: 'https://grafana.example/d/hZ7BuVbWz/test',
        tags: { team: 'stock' },
      })
      expect(legacy('constructor').state).toBe('ALARM')
      expect(legacy('ok')).toMatchObject({ alarm: 'source:shop:rule:1:7', state: 'OK' })
      expect(['no_data', 'paused', 'pending'].map((state) => legacy(state).state)).toEqual(['ALARM', 'NOTE', 'NOTE'])
      // Without its id the rule's name says which it is, never the title, which has the state in it.
      const bare = { ruleId: undefined, evalMatches: null, message: null, tags: [] }
      expect(legacy('alerting', bare).alarm).toBe(legacy('ok', bare).alarm)
    },
  )

  test('a group without alerts is one itself', () => {
    expect(readOne(group({ alerts: [], status: 'resolved' }))).toMatchObject({
      state: 'OK',
      name: 'source/shop/HighLatency',
    })
  })

  test('Grafana: with its panel, its values and its folder', () => {
    const body = group({
      version: '1',
      orgId: 1,
      title: '[FIRING:1] slow',
      state: 'alerting',
      message: '**Firing**',
      alerts: [
        alert({
          values: { B: 44.2 },
          valueString: "[ var='B' labels={instance=web-1} value=44.2 ]",
          silenceURL: 'https://grafana.example/alerting/silence/new',
          dashboardURL: 'https://grafana.example/d/abc',
          panelURL: 'https://grafana.example/d/abc?viewPanel=1',
        }),
      ],
    })
    const transition = readOne(body)
    expect(transition).toMatchObject({
      name: 'source/shop/HighLatency',
      link: 'https://grafana.example/d/abc?viewPanel=1',
    })
    expect(transition.reason).toContain('value=44.2')
    expect(read(body)).toEqual(read(body, { kind: 'grafana' }))
  })
})

describe('healthchecks.io', () => {
  const check = {
    name: 'Nightly backup',
    slug: 'nightly-backup',
    tags: 'prod db',
    desc: 'Runs on db-1.',
    grace: 600,
    n_pings: 12,
    status: 'down',
    started: false,
    last_ping: '2026-11-28T03:00:01+00:00',
    next_ping: null,
    manual_resume: false,
    ping_url: 'https://hc-ping.com/803f680d-e89b-492b-82ef-2be7b774a92d',
    timeout: 86400,
  }

  test('$JSON in an object, alone, or its placeholders by their names are the same trouble', () => {
    const expected = {
      alarm: 'source:shop:803f680d-e89b-492b-82ef-2be7b774a92d',
      name: 'source/shop/Nightly backup',
      state: 'ALARM',
      title: 'Nightly backup is down',
    }
    expect(readOne({ now: '2026-11-28T17:40:00+00:00', check })).toMatchObject({
      ...expected,
      at: '2026-11-28T17:40:00.000Z',
      tags: { tags: 'prod db' },
    })
    expect(readOne(check)).toMatchObject({ ...expected, at: receivedAt })
    expect(
      readOne(
        { code: '803f680d-e89b-492b-82ef-2be7b774a92d', name: 'Nightly backup', status: 'down' },
        { kind: 'healthchecks' },
      ),
    ).toMatchObject(expected)
  })

  test.each(['key', 'dedup_key', 'dedup'])('a body of our own form that has a check beside its %s is none', (name) => {
    const disk = readOne({ [name]: 'disk', check: 'df', status: 'down', severity: 'critical', title: 'Disk full' })
    expect(disk).toMatchObject({ alarm: 'source:shop:disk', state: 'ALARM', severity: 'critical', title: 'Disk full' })
    expect(readOne({ [name]: 'disk', check: 'df', status: 'up' })).toMatchObject({ alarm: disk?.alarm, state: 'OK' })
    expect(readOne({ [name]: 'disk', state: 'resolved' })).toMatchObject({ alarm: disk?.alarm, state: 'OK' })
  })

  test('its placeholders under names of one’s own', () => {
    const of = (status: string, more: object = {}) => readOne({ check: 'Nightly', status, ...more })
    expect(of('down', { exitstatus: '-1' })).toMatchObject({
      alarm: 'source:shop:Nightly',
      title: 'Nightly is down',
      state: 'ALARM',
    })
    expect(of('UP')).toMatchObject({ alarm: 'source:shop:Nightly', state: 'OK' })
    expect(of('down', { check: 'constructor' }).alarm).toBe('source:shop:constructor')
    // Some other product's.
    expect(of('constructor')).toMatchObject({ alarm: 'source:shop:unreadable' })
  })

  test('its end, and what is neither', () => {
    expect(readOne({ ...check, status: 'valueOf' }).state).toBe('NOTE')
    expect(readOne({ ...check, status: 'up' }).state).toBe('OK')
    for (const status of ['grace', 'started', 'paused', 'new']) expect(readOne({ ...check, status }).state).toBe('NOTE')
  })

  test('the address by which anybody could ping is in nothing that is kept', () => {
    expect(JSON.stringify(readOne({ check, now: receivedAt }))).not.toContain('hc-ping.com')
  })
})

describe('Uptime Kuma', () => {
  const body = (status: number, more: object = {}) => ({
    heartbeat: {
      monitorID: 29,
      status,
      time: '2026-11-28 17:41:35.527',
      msg: 'getaddrinfo ENOTFOUND shop.example',
      important: true,
      duration: 60,
      ...more,
    },
    monitor: { id: 29, name: 'Shop', url: 'https://shop.example', type: 'http' },
    msg: '[Shop] [🔴 Down] getaddrinfo ENOTFOUND shop.example',
  })

  test('down and up, by its own clock, which is UTC', () => {
    expect(readOne(body(0))).toMatchObject({
      alarm: 'source:shop:29',
      name: 'source/shop/Shop',
      title: 'Shop is down',
      state: 'ALARM',
      at: '2026-11-28T17:41:35.527Z',
      link: 'https://shop.example/',
    })
    expect(readOne(body(1))).toMatchObject({ state: 'OK', title: 'Shop is up' })
    expect([2, 3].map((status) => readOne(body(status)).state)).toEqual(['NOTE', 'NOTE'])
    expect(['toString', null, 7].map((status) => readOne(body(0, { status })).state)).toEqual([
      'ALARM',
      'ALARM',
      'ALARM',
    ])
  })

  test('without a monitor: a test pages nobody, a certificate that ends does, once however many days are left', () => {
    const bare = (msg: string) => ({ heartbeat: null, monitor: null, msg })
    expect(readOne(bare('Webhook Testing'))).toMatchObject({ state: 'NOTE' })
    const [one, other] = [14, 7].map((days) =>
      readOne(bare(`[Shop][https://shop.example] certificate will expire in ${days} days`)),
    )
    expect(one).toMatchObject({ state: 'ALARM', severity: 'warning' })
    expect(one?.alarm).toBe(other?.alarm)
  })
})

describe('Sentry', () => {
  const issue = {
    id: '1117540176',
    title: 'ReferenceError: heck is not defined',
    culprit: '?(app.js)',
    level: 'error',
    project: { slug: 'front-end' },
    web_url: 'https://sentry.io/organizations/shop/issues/1117540176/',
  }

  test('an issue is one trouble, whichever webhook speaks of it', () => {
    const event = {
      event_id: 'e4874d664c3540c1a32eab185f12c5ab',
      issue_id: '1117540176',
      title: issue.title,
      level: 'error',
      project: 1,
      web_url: issue.web_url,
      user: { email: 'mina@corner-shop.example' },
    }
    const triggered = readOne({
      action: 'triggered',
      data: { event, triggered_rule: 'Any error' },
      installation: { uuid: 'a8e5d37a' },
      actor: { type: 'application' },
    })
    expect(triggered).toMatchObject({
      alarm: 'source:shop:issue:1117540176',
      state: 'ALARM',
      title: issue.title,
      severity: 'critical',
    })
    expect(triggered.reason).toContain('Rule: Any error')
    expect(JSON.stringify(triggered)).not.toContain('mina@')
    const by = (action: string) => readOne({ action, data: { issue }, actor: {} })
    expect(
      ['created', 'unresolved', 'resolved', 'archived', 'ignored', 'assigned'].map((action) => by(action).state),
    ).toEqual(['ALARM', 'ALARM', 'OK', 'OK', 'OK', 'NOTE'])
    expect(by('resolved').alarm).toBe(triggered.alarm)
    expect(by('constructor').state).toBe('ALARM')
    // An alert of an issue's activity, of its end too.
    const activity = (status: string) =>
      readOne({ action: 'triggered', data: { issue: { ...issue, status } } }, { event: 'sentry:activity_alert' })
    expect(['resolved', 'ignored', 'unresolved', 'toString'].map((status) => activity(status).state)).toEqual([
      'OK',
      'OK',
      'ALARM',
      'ALARM',
    ])
    expect(readOne({ action: 'unresolved', data: { issue: { ...issue, status: 'unresolved' } } }).state).toBe('ALARM')
    expect(by('created').name).toBe('source/shop/front-end')
  })

  test('a metric alert goes from critical to resolved by its rule', () => {
    const by = (action: string) =>
      readOne({
        action,
        data: {
          metric_alert: { id: '7', alert_rule: { id: '4', name: 'Too many errors' } },
          description_title: 'Critical: Too many errors',
          description_text: '1000 events in the last 10 minutes',
          web_url: 'https://sentry.io/organizations/shop/alerts/7/',
        },
      })
    expect(by('critical')).toMatchObject({
      alarm: 'source:shop:metric:4',
      name: 'source/shop/Too many errors',
      state: 'ALARM',
      severity: 'critical',
    })
    expect(by('warning')).toMatchObject({ alarm: 'source:shop:metric:4', severity: 'warning' })
    expect(by('resolved').state).toBe('OK')
  })

  test('the old plugin, and the news that the integration was installed', () => {
    const old = {
      id: '27379932',
      project: 'front-end',
      project_name: 'Front',
      project_slug: 'front-end',
      logger: null,
      level: 'warning',
      culprit: 'a in b',
      message: 'This is an example',
      url: 'https://sentry.io/shop/front-end/issues/27379932/',
      triggering_rules: [],
      event: {},
    }
    expect(readOne(old)).toMatchObject({
      alarm: 'source:shop:issue:27379932',
      state: 'ALARM',
      severity: 'warning',
      title: 'This is an example',
    })
    for (const resource of ['installation', 'comment', 'seer', 'preprod_artifact']) {
      expect(readOne({ action: 'created', data: { [resource]: {} } }).state).toBe('NOTE')
      expect(readOne({ action: 'created', data: {} }, { event: `sentry:${resource}` }).state).toBe('NOTE')
    }
    // What nobody here knows may be an alert.
    expect(readOne({ action: 'created', data: { new: {} } }, { event: 'sentry:new' })).toMatchObject({
      alarm: 'source:shop:unreadable',
      state: 'ALARM',
    })
  })
})

describe('GitHub Actions', () => {
  const body = (conclusion: string | null, more: object = {}) => ({
    action: conclusion === null ? 'in_progress' : 'completed',
    workflow_run: {
      id: 30433642,
      name: 'CI',
      head_branch: 'main',
      run_number: 562,
      run_attempt: 1,
      event: 'push',
      status: conclusion === null ? 'in_progress' : 'completed',
      conclusion,
      workflow_id: 159038,
      display_title: 'Fix the till',
      html_url: 'https://github.com/shop/web/actions/runs/30433642',
      updated_at: '2026-11-28T17:41:00Z',
      ...more,
    },
    workflow: { name: 'CI' },
    repository: { full_name: 'shop/web' },
    sender: { login: 'mina' },
  })

  test('a failed run is trouble of its workflow and branch, and the next one that succeeds ends it', () => {
    expect(readOne(body('failure'))).toMatchObject({
      alarm: 'source:shop:shop/web:159038:main',
      name: 'source/shop/shop/web/CI',
      title: 'shop/web/CI on main: failure',
      state: 'ALARM',
      at: '2026-11-28T17:41:00.000Z',
      link: 'https://github.com/shop/web/actions/runs/30433642',
      tags: { repository: 'shop/web', workflow: 'CI', branch: 'main', event: 'push', conclusion: 'failure' },
    })
    expect(readOne(body('success')).state).toBe('OK')
    expect(readOne(body('failure', { head_branch: 'fix' })).alarm).not.toBe(readOne(body('failure')).alarm)
    expect(readOne(body('failure', { head_branch: null })).title).toBe('shop/web/CI: failure')
  })

  test.each([
    ['timed_out', 'ALARM'],
    ['startup_failure', 'ALARM'],
    ['action_required', 'ALARM'],
    ['cancelled', 'NOTE'],
    ['skipped', 'NOTE'],
    ['neutral', 'NOTE'],
    ['stale', 'NOTE'],
    ['constructor', 'NOTE'],
    ['FAILURE', 'ALARM'],
    [null, 'NOTE'],
  ])('a run that is %s', (conclusion, state) => {
    expect(readOne(body(conclusion)).state).toBe(state)
  })

  test('a branch of a fork is another one, though it has the same name', () => {
    const of = (full_name: string) => readOne(body('failure', { head_repository: { full_name } }))
    expect(of('shop/web').alarm).toBe(readOne(body('failure')).alarm)
    expect(of('eve/web').alarm).toBe('source:shop:shop/web:159038:eve:main')
    expect(of('eve/web').tags).toMatchObject({ branch: 'eve:main' })
  })

  const ended = (conclusion: string | null) => ({ status: conclusion ? 'completed' : 'in_progress', conclusion })
  const others = (conclusion: string | null): Record<string, object> => ({
    workflow_job: {
      id: 21,
      run_id: 42,
      run_attempt: 2,
      workflow_name: 'CI',
      name: 'lint (20)',
      head_branch: 'main',
      html_url: 'https://github.com/shop/web/actions/runs/42/job/21',
      completed_at: '2026-11-28T17:41:00Z',
      labels: ['ubuntu-latest'],
      ...ended(conclusion),
    },
    check_run: {
      id: 128620228,
      name: 'Octocoders-linter',
      html_url: 'https://github.com/shop/web/runs/128620228',
      completed_at: '2026-11-28T17:41:00Z',
      output: { title: '3 errors', summary: null },
      check_suite: { id: 118578147, head_branch: 'main', status: 'queued', conclusion: null },
      app: { id: 29310, slug: 'octocoders', name: 'Octocoders' },
      ...ended(conclusion),
    },
    check_suite: {
      id: 118578147,
      head_branch: 'main',
      url: 'https://api.github.com/repos/shop/web/check-suites/118578147',
      updated_at: '2026-11-28T17:41:00Z',
      app: { slug: 'octocoders', name: 'Octocoders' },
      ...ended(conclusion),
    },
  })
  test.each([
    ['workflow_job', 'source:shop:shop/web:job:CI/lint (20):main', 'shop/web/CI/lint (20) on main: failure'],
    [
      'check_run',
      'source:shop:shop/web:check:octocoders:Octocoders-linter:main',
      'shop/web/Octocoders-linter on main: failure',
    ],
    ['check_suite', 'source:shop:shop/web:suite:octocoders:main', 'shop/web/Octocoders on main: failure'],
  ])('%s is a trouble of its own', (event, alarm, title) => {
    const of = (conclusion: string | null, more: Partial<PostedBy> = {}) =>
      readOne(
        {
          action: conclusion ? 'completed' : 'created',
          [event]: others(conclusion)[event],
          repository: { full_name: 'shop/web' },
        },
        more,
      )
    expect(of('failure')).toMatchObject({ alarm, title, state: 'ALARM', at: '2026-11-28T17:41:00.000Z' })
    expect(of('failure', { event: `github:${event}`, kind: 'github' })).toEqual(of('failure'))
    expect([of('success'), of('cancelled'), of(null)].map(({ state }) => state)).toEqual(['OK', 'NOTE', 'NOTE'])
    expect(new Set([of('failure'), of('success'), of(null)].map((each) => each.alarm)).size).toBe(1)
  })

  test('the ping of an organization’s webhook', () => {
    expect(
      readOne({ zen: 'Design for failure.', hook_id: 1, hook: {}, organization: { login: 'shop' } }),
    ).toMatchObject({
      state: 'NOTE',
      title: 'GitHub says that the webhook of shop is set up',
    })
  })

  test('the ping of a new webhook is a note; another event is reported, once', () => {
    expect(
      readOne({ zen: 'Keep it logically awesome.', hook_id: 1, hook: {}, repository: { full_name: 'shop/web' } }).state,
    ).toBe('NOTE')
    const push = readOne({ ref: 'refs/heads/main', repository: { full_name: 'shop/web' } }, { event: 'github:push' })
    expect(push).toMatchObject({ alarm: 'source:shop:unreadable', state: 'ALARM' })
  })
})

describe('what cannot be read', () => {
  test.each([[{}], [[]], ['text'], [7], [null], [true], [[[]]], [{ alert: { deep: 1 } }], [{ key: '', title: ' ' }]])(
    '%j is an alert that shows it',
    (body) => {
      const transition = readOne(body)
      expect(transition).toMatchObject({
        alarm: 'source:shop:unreadable',
        name: 'source/shop/unreadable',
        state: 'ALARM',
        title: 'shop sent what Nightshift cannot read',
      })
    },
  )

  test('what the config says that it is not, too', () => {
    expect(readOne({ key: 'disk' }, { kind: 'sentry' }).reason).toMatch(/could not be read as sentry.*key: disk/s)
  })

  test.each(['\u0000', ' \u0007\u200b\n ', '\u202e'])('a title of which nothing can be seen: %j', (title) => {
    const [one] = read({ key: {}, state: 0, title, labels: {}, link: {} })
    expect([one?.title !== '', one?.reason !== '']).toEqual([true, true])
  })

  test('whatever comes, something comes of it that the ledger takes, and the same each time', () => {
    const bodies = fc.oneof(
      fc.jsonValue(),
      fc.record({
        alerts: fc.array(fc.jsonValue()),
        status: fc.jsonValue(),
        groupKey: fc.jsonValue(),
        commonLabels: fc.jsonValue(),
      }),
      fc.record({ heartbeat: fc.jsonValue(), monitor: fc.jsonValue(), msg: fc.jsonValue() }),
      fc.record({
        action: fc.string(),
        data: fc.dictionary(fc.constantFrom('issue', 'event', 'metric_alert'), fc.jsonValue()),
      }),
      fc.record({ workflow_run: fc.jsonValue(), repository: fc.jsonValue() }),
      fc.record({
        key: fc.jsonValue(),
        state: fc.jsonValue(),
        title: fc.string({ unit: 'binary' }),
        labels: fc.jsonValue(),
        link: fc.jsonValue(),
      }),
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const all = read(body)
        expect(all.length).toBeGreaterThan(0)
        for (const { alarm, name, at, reason, title } of all) {
          expect(alarm).toMatch(/^source:shop:/)
          expect(Buffer.byteLength(alarm)).toBeLessThanOrEqual(1_024)
          expect([name.startsWith('source/shop/'), Number.isNaN(Date.parse(at)), reason !== '', title !== '']).toEqual([
            true,
            false,
            true,
            true,
          ])
        }
        expect(read(body)).toEqual(all)
      }),
      { numRuns: 100 },
    )
  })
})
