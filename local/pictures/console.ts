import type { Browser } from 'playwright-core'
import { type IncidentRecord, keys } from '../../shared/ledger/records.ts'
import { serveOnLoopback } from '../browser/loopback.ts'
import { madeUpConsole } from '../preview/made-up-console.ts'
import { type Look, photographPages } from './browser.ts'

/** The morning after: half past nine in Seoul, always the same one. */
const now = new Date('2026-12-01T00:30:00Z')

/** What has just begun, and waits for somebody. */
const waiting: IncidentRecord = {
  ...keys.incident('c0ffee0000000001'),
  kind: 'incident',
  at: new Date(now.getTime() - 4 * 60_000).toISOString(),
  open: 'incident',
  id: 'c0ffee0000000001',
  alarmKey: 'corner-shop-orders-waiting',
  alarm: 'corner-shop-orders-waiting',
  severity: 'warning',
  state: 'open',
  openedAt: new Date(now.getTime() - 4 * 60_000).toISOString(),
  reason: 'Threshold crossed: 1 datapoint [212.0] was greater than the threshold (100.0).',
  title: 'Orders wait to be packed',
  policy: 'shop',
  steps: 1,
  basis: { event: {}, config: 'made-up' },
}

const wide = { width: 1_440, height: 900, scale: 1 } as const
const phone = { width: 390, height: 844 } as const

const incident = '/incidents/5a5a5a5a5a5a5a5a'

const looks: Readonly<Record<string, Look>> = {
  'night.webp': { ...wide, height: 1_060, theme: 'light', path: '/' },
  'night-dark.webp': { ...wide, height: 1_060, theme: 'dark', path: '/' },
  'night-phone.webp': { ...phone, theme: 'dark', path: '/' },
  'incident.webp': { ...wide, height: 1_600, theme: 'light', path: incident },
  'incident-dark.webp': { ...wide, height: 1_600, theme: 'dark', path: incident },
  'incident-phone.webp': { ...phone, theme: 'light', path: incident },
  'on-call.webp': { ...wide, height: 640, theme: 'light', path: '/on-call' },
  'jobs.webp': { ...wide, height: 640, theme: 'dark', path: '/jobs/day/2026-12-01' },
}

/** The pages of the console that README.md and docs/console.md show, with records that never were. */
export const photographConsole = async (
  browser: Browser,
  keep: (name: string, picture: Buffer) => void,
): Promise<void> => {
  const made = await madeUpConsole({
    now: () => now,
    days: 8,
    runsADay: 120,
    incidentsADay: 4,
    isLaptop: false,
    more: [waiting],
  })
  const { address, close } = await serveOnLoopback(made.answerAt)
  try {
    await photographPages(browser, address, made.makeLink, looks, keep)
  } finally {
    await close()
  }
}
