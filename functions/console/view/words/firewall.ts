import type { Language } from '../../../../shared/language.ts'

const en = {
  firewall: 'Firewall',
  blocks: 'Blocked clients',
  block: (client: string, rule: string, until: string) => `${client}: blocked by ${rule} until ${until}`,
  blocked: (count: number) => (count === 1 ? 'One client was blocked.' : `${count} clients were blocked.`),
}

const ko: typeof en = {
  firewall: '방화벽',
  blocks: '차단된 클라이언트',
  block: (client, rule, until) => `${client}: ${rule} 규칙으로 ${until}까지 차단`,
  blocked: (count) => `클라이언트 ${count}곳을 차단했습니다.`,
}

export const firewallWords: Readonly<Record<Language, typeof en>> = { en, ko }
