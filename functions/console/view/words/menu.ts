import type { Language } from '../../../../shared/language.ts'

/** What stands in the menu and above lanes. Apart from the words of the pages, which are loaded with them. */
const titles = {
  tonight: { en: 'Tonight', ko: '오늘 밤' },
  incidents: { en: 'Incidents', ko: '인시던트' },
  onCall: { en: 'On call', ko: '당직' },
  jobs: { en: 'Jobs', ko: '작업' },
  thumbnails: { en: 'Thumbnails', ko: '썸네일' },
  lifecycle: { en: 'Lifecycle', ko: '수명 주기' },
  hours: { en: 'Hours', ko: '운영 시간' },
  firewall: { en: 'Firewall', ko: '방화벽' },
  network: { en: 'Network', ko: '네트워크' },
  audits: { en: 'Audits', ko: '감사' },
  backups: { en: 'Backups', ko: '백업' },
  queues: { en: 'Queues', ko: '대기열' },
  metrics: { en: 'Metrics', ko: '지표' },
  config: { en: 'Config', ko: '설정' },
  costs: { en: 'Costs', ko: '비용' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>

/** The title of an entry of the menu. */
export const menuTitle =
  (name: keyof typeof titles) =>
  (language: Language): string =>
    titles[name][language]
