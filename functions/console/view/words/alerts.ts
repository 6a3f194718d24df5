import type { Language } from '../../../../shared/language.ts'

const counted = (count: number, one: string, many: string): string => (count === 1 ? `one ${one}` : `${count} ${many}`)
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

const en = {
  incidents: 'Incidents',
  messages: 'Messages',
  acknowledge: 'Acknowledge',
  wasOver: (alarm: string) => `The incident about ${alarm} was over already: nothing was changed.`,
  severities: { critical: 'critical', warning: 'warning', info: 'info' },
  states: {
    held: 'held back',
    open: 'open',
    acknowledged: 'acknowledged',
    exhausted: 'nobody has acknowledged',
    resolved: 'over',
    suppressed: 'over, nobody was notified',
  },
  acknowledgedBy: (by: string, after: string) => `acknowledged by ${by} after ${after}`,
  openFor: (duration: string) => `open for ${duration}, nobody has acknowledged`,
  lasted: (duration: string) => `over after ${duration}`,
  outcomes: { planned: 'waits', accepted: 'sent', failed: 'failed', dropped: 'dropped' },
  purposes: { page: 'page', recovery: 'recovery', 'hand-over': 'hand-over' },
  message: (to: string, channel: string, purpose: string, outcome: string) =>
    `${to}, ${channel}: ${purpose}, ${outcome}`,
  noIncident: 'No alarm.',
  one: (alarm: string, what: string) => `One alarm, ${alarm}: ${what}.`,
  several: (count: number, alarms: number) =>
    alarms === 1 ? `${count} incidents of one alarm.` : `${count} incidents of ${alarms} alarms.`,
  standing: (open: number, taken: number) =>
    open > 0
      ? `${capital(counted(open, 'is', 'are'))} not acknowledged.`
      : taken > 0
        ? `${capital(counted(taken, 'is', 'are'))} acknowledged and not over.`
        : 'All are over.',
  failedMessages: (count: number) => `${capital(counted(count, 'message', 'messages'))} could not be sent.`,
}

const ko: typeof en = {
  incidents: '인시던트',
  messages: '메시지',
  acknowledge: '확인 처리',
  wasOver: (alarm) => `${alarm} 인시던트는 이미 끝났습니다. 바뀐 것은 없습니다.`,
  severities: { critical: '심각', warning: '경고', info: '정보' },
  states: {
    held: '보류',
    open: '열림',
    acknowledged: '확인됨',
    exhausted: '아무도 확인하지 않음',
    resolved: '종료',
    suppressed: '종료, 알림 없음',
  },
  acknowledgedBy: (by, after) => `${by} 님이 ${after} 만에 확인`,
  openFor: (duration) => `${duration}째 열려 있으며 아무도 확인하지 않음`,
  lasted: (duration) => `${duration} 만에 종료`,
  outcomes: { planned: '대기', accepted: '전송됨', failed: '실패', dropped: '보내지 않음' },
  purposes: { page: '호출', recovery: '복구', 'hand-over': '인계' },
  message: (to, channel, purpose, outcome) => `${to}, ${channel}: ${purpose}, ${outcome}`,
  noIncident: '알람이 없었습니다.',
  one: (alarm, what) => `알람 한 건, ${alarm}: ${what}.`,
  several: (count, alarms) => `알람 ${alarms}개에서 인시던트 ${count}건이 있었습니다.`,
  standing: (open, taken) =>
    open > 0
      ? `${open}건은 확인되지 않았습니다.`
      : taken > 0
        ? `${taken}건은 확인되었고 아직 끝나지 않았습니다.`
        : '모두 끝났습니다.',
  failedMessages: (count) => `메시지 ${count}건을 보내지 못했습니다.`,
}

export const alertsWords: Readonly<Record<Language, typeof en>> = { en, ko }
