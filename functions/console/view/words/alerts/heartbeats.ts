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
  sources: 'Sources',
  sourcesAbout: 'What may report troubles and their end. “nightshift alerts sources” prints the addresses.',
  source: 'Source',
  sourceStates: { ok: 'open', refused: 'reports refused', new: 'new: its address is being made' },
  anyForm: 'any form',
  signed: 'signed',
  lastReport: 'Last report',
  perMinute: 'At most a minute',
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
  sources: '알림 소스',
  sourcesAbout: '문제의 발생과 종료를 알려 주는 것들입니다. 주소는 “nightshift alerts sources”가 출력합니다.',
  source: '소스',
  sourceStates: { ok: '받는 중', refused: '거부된 보고 있음', new: '새로 추가됨: 주소를 만드는 중' },
  anyForm: '모든 형식',
  signed: '서명됨',
  lastReport: '마지막 보고',
  perMinute: '분당 최대',
}

export const heartbeatWords: Readonly<Record<Language, typeof en>> = { en, ko }
