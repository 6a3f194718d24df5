import type { Language } from '../../../../../shared/language.ts'

const en = {
  heartbeats: 'Heartbeats',
  heartbeatsAbout: 'What promises to check in. When one is silent for longer than it may be, an incident opens.',
  heartbeat: 'Heartbeat',
  heartbeatStates: { ok: 'alive', silent: 'silent', new: 'new: its address is being made' },
  every: 'Every',
  last: 'Last sign of life',
  reportedAt: 'Silence is reported',
  noHeartbeats: 'The config has no heartbeat: see alerts.heartbeats in docs/alerts.md.',
}

const ko: typeof en = {
  heartbeats: '하트비트',
  heartbeatsAbout: '정기적으로 신호를 보내기로 한 것들입니다. 정해진 시간보다 오래 조용하면 인시던트가 열립니다.',
  heartbeat: '하트비트',
  heartbeatStates: { ok: '정상', silent: '신호 없음', new: '새로 추가됨: 주소를 만드는 중' },
  every: '주기',
  last: '마지막 신호',
  reportedAt: '신호 없음 보고',
  noHeartbeats: '설정에 하트비트가 없습니다. docs/alerts.md의 alerts.heartbeats를 보세요.',
}

export const heartbeatWords: Readonly<Record<Language, typeof en>> = { en, ko }
