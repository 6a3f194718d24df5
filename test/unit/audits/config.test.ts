import { config as example } from '../../../nightshift.config.ts'
import { endpointOf } from '../../../shared/config/audits/endpoints.ts'
import { checkConfig } from '../../../shared/config/define-config.ts'

const now = new Date('2026-11-30T00:00:00Z')
const check = (audits: unknown) => checkConfig({ ...example, audits }, now)

test('every default', () => {
  expect(check({}).config?.audits).toEqual({
    schedule: 'cron(0 5 * * ? *)',
    only: ['credentials', 'certificates', 'doors', 'waste', 'quotas', 'trail'],
    ownerTag: 'owner',
    credentials: { keyAgeDays: 90, unusedDays: 90, rootUsedDays: 30 },
    certificates: { warnDays: 30, urgentDays: 7, endpoints: [] },
    waste: { graceDays: 14, idleDays: 14, snapshotDays: 365 },
    doors: { ports: [80, 443] },
    quotas: { warnPercent: 80, urgentPercent: 95, limits: {} },
  })
})

test.each<[object, string]>([
  [{ report: { to: 'nobody' } }, 'audits.report.to: "nobody"'],
  [{ policy: 'nobody' }, 'audits.policy: "nobody"'],
  [{ schedule: 'at(2027-01-01T00:00:00)' }, 'it has to come again'],
  [{ only: ['credential'] }, 'did you mean "credentials"'],
  [{ certificates: { urgentDays: 40 } }, 'at most warnDays, which is 30'],
  [{ certificates: { warnDays: 5 } }, 'at most warnDays, which is 5'],
  [{ quotas: { warnPercent: 99 } }, 'at most urgentPercent, which is 95'],
  [{ certificates: { endpoints: ['https://shop.example/'] } }, 'without https:// and path'],
  [{ certificates: { endpoints: ['shop.example:70000'] } }, 'a port from 1 to 65535'],
  [{ certificates: { endpoints: ['[2001:db8::zz]:443'] } }, 'in brackets'],
  [{ certificates: { endpoints: ['2001:db8::1'] } }, 'in brackets'],
  [{ certificates: { endpoints: ['[2001:db8::1]:0'] } }, 'a port from 1 to 65535'],
  [{ quotas: { limits: { lambda: 3 } } }, 'a quota such as lambda/L-B99A9384'],
  [{ credentials: { keyAgeDays: 0 } }, 'audits.credentials.keyAgeDays'],
])('%j is refused: %s', (audits, words) => {
  expect(check(audits).problems.join('\n')).toContain(words)
})

test('endpoints', () => {
  expect(endpointOf('shop.example')).toEqual({ host: 'shop.example', port: 443 })
  expect(endpointOf('[2001:db8::1]')).toEqual({ host: '2001:db8::1', port: 443 })
  expect(endpointOf('[2001:DB8::1]:853')).toEqual({ host: '2001:DB8::1', port: 853 })
  expect(endpointOf('smtp.shop.example:465')).toEqual({ host: 'smtp.shop.example', port: 465 })
})
