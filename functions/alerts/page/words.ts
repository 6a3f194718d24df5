import type { Action } from '../rules/incident.ts'
import type { IncidentView, Language } from './view.ts'

export interface Words {
  readonly severity: Readonly<Record<IncidentView['severity'], string>>
  /** Where it stands. */
  readonly state: Readonly<Record<Exclude<IncidentView['state'], 'acknowledged'>, string>>
  readonly youHaveIt: string
  readonly hasIt: (name: string) => string
  /** Where several people must: who has, `you` for the reader. */
  readonly partly: (names: readonly string[], needed: number) => string
  readonly you: string
  readonly since: string
  readonly acknowledged: string
  readonly closed: string
  readonly why: string
  readonly note: string
  readonly whoWasTold: string
  readonly nobodyWasTold: string
  readonly andEarlier: (count: number) => string
  readonly recovery: string
  /** Those whom the fallback topic reaches. */
  readonly fallback: string
  readonly action: Readonly<Record<Action, string>>
  /** What it brings about. */
  readonly effect: Readonly<Record<Action, string>>
  /** Of an acknowledgement after which others still have to. */
  readonly effectOfOne: (needed: number) => string
  readonly effectOfOneOnAll: string
  /** Of a link that stands for several. */
  readonly several: (count: number) => string
  readonly actionOnAll: (action: string, count: number) => string
  readonly effectOnAll: Readonly<Record<Action, string>>
  readonly escalated: string
  readonly asOf: (time: string, zone: string) => string
  readonly reload: string
  readonly incident: string
}

const en: Words = {
  severity: { critical: 'Critical', warning: 'Warning', info: 'Info' },
  state: {
    held: 'Nobody has been notified yet',
    open: 'Nobody has acknowledged yet',
    exhausted: 'Everybody was notified, and nobody has acknowledged',
    resolved: 'It is over',
    suppressed: 'It is over, and nobody was notified',
  },
  youHaveIt: 'Acknowledged by you',
  hasIt: (name) => `Acknowledged by ${name}`,
  partly: (names, needed) => `Acknowledged by ${names.join(', ')}: ${names.length} of ${needed} people who must`,
  you: 'you',
  since: 'Since',
  acknowledged: 'Acknowledged',
  closed: 'Ended',
  why: 'Why',
  note: 'Note',
  whoWasTold: 'Who was notified',
  nobodyWasTold: 'Nobody so far.',
  andEarlier: (count) => `and ${count} earlier`,
  recovery: 'all clear',
  fallback: 'Emergency contacts',
  action: { acknowledge: 'Acknowledge', resolve: 'Resolve', escalate: 'Escalate now' },
  effect: {
    acknowledge: 'You take it, and nobody else is called.',
    resolve: 'It is over, and everyone who was called hears so.',
    escalate: 'The next in line are called at once, until somebody takes it.',
  },
  effectOfOne: (needed) => `Others are called until ${needed} people have acknowledged. You are one of them.`,
  effectOfOneOnAll:
    'You acknowledge everything that is listed. Where several people must, others are called until they have; for the rest nobody else is.',
  several: (count) => `${count} incidents`,
  actionOnAll: (action, count) => (count === 1 ? `${action} 1` : `${action} all ${count}`),
  effectOnAll: {
    acknowledge: 'You take everything that is listed and not acknowledged yet, and nobody else is called for it.',
    resolve: 'All that is listed is over, and everyone who was called hears so.',
    escalate: 'The next in line are called at once.',
  },
  escalated: 'You asked for the next in line. See below who was notified.',
  asOf: (time, zone) => `As of ${time}. Times are in ${zone}.`,
  reload: 'Reload',
  incident: 'Incident',
}

const ko: Words = {
  severity: { critical: '심각', warning: '경고', info: '알림' },
  state: {
    held: '아직 아무에게도 알리지 않았습니다',
    open: '아직 아무도 확인하지 않았습니다',
    exhausted: '모두 호출했지만 아무도 확인하지 않았습니다',
    resolved: '상황이 끝났습니다',
    suppressed: '알림 없이 상황이 끝났습니다',
  },
  youHaveIt: '내가 처리 중입니다',
  hasIt: (name) => `${name} 님이 처리 중입니다`,
  partly: (names, needed) => `${needed}명 중 ${names.length}명이 확인했습니다: ${names.join(', ')}`,
  you: '나',
  since: '시작',
  acknowledged: '확인',
  closed: '종료',
  why: '사유',
  note: '참고',
  whoWasTold: '알림을 받은 사람',
  nobodyWasTold: '아직 없습니다.',
  andEarlier: (count) => `이전 알림 ${count}건 더 있음`,
  recovery: '복구 알림',
  fallback: '비상 연락처',
  action: { acknowledge: '확인', resolve: '해결', escalate: '다음 담당자 호출' },
  effect: {
    acknowledge: '내가 맡습니다. 다른 사람을 더 호출하지 않습니다.',
    resolve: '상황이 끝났다고 호출받은 사람 모두에게 알립니다.',
    escalate: '다음 순서의 담당자를 바로 호출합니다. 누군가 확인할 때까지 계속합니다.',
  },
  effectOfOne: (needed) => `${needed}명이 확인할 때까지 다른 사람을 계속 호출합니다. 그중 한 명으로 확인합니다.`,
  effectOfOneOnAll:
    '목록에 있는 것을 모두 확인합니다. 여러 명이 확인해야 하는 것은 그때까지 다른 사람을 계속 호출하고, 나머지는 더 호출하지 않습니다.',
  several: (count) => `장애 ${count}건`,
  actionOnAll: (action, count) => (count === 1 ? `1건 ${action}` : `${count}건 모두 ${action}`),
  effectOnAll: {
    acknowledge: '목록에서 아직 확인되지 않은 것을 모두 맡습니다. 다른 사람을 더 호출하지 않습니다.',
    resolve: '목록의 상황이 모두 끝났다고 호출받은 사람 모두에게 알립니다.',
    escalate: '다음 순서의 담당자를 바로 호출합니다.',
  },
  escalated: '다음 담당자 호출을 요청했습니다. 아래에서 누가 알림을 받았는지 확인하세요.',
  asOf: (time, zone) => `${time} 기준 · 시간대 ${zone}`,
  reload: '새로 고침',
  incident: '장애 번호',
}

export const words: Readonly<Record<Language, Words>> = { en, ko }
