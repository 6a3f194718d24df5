import type { Language } from '../../../../shared/language.ts'

const en = {
  about: 'Written by the functions themselves, read from CloudWatch, kept for five minutes.',
  unanswered: 'CloudWatch does not answer just now. Look again in a minute.',
  none: 'No values in this time.',
  span: 'How much is shown',
  day: '24 hours',
  week: '7 days',
  label: (name: string, total: string, most: string) => `${name}: ${total} together, most ${most}`,
  maxLabel: (name: string, most: string) => `${name}: at most ${most}`,
  sum: (total: string) => `${total} together`,
  max: (most: string) => `at most ${most}`,
  names: {
    IncidentsOpened: 'Incidents opened',
    NotificationsAccepted: 'Messages sent',
    NotificationsFailed: 'Messages failed',
    RunsSucceeded: 'Runs succeeded',
    RunsFailed: 'Runs failed',
    RunsMissed: 'Runs missed',
    ThumbnailsMade: 'Thumbnails made',
    ThumbnailsRefused: 'Originals refused',
    ThumbnailMilliseconds: 'Milliseconds for one original, 95th percentile',
    LifecycleChanges: 'Buckets brought to their policy',
    LifecycleDrifts: 'Rules that somebody else had changed',
    HoursTroubles: 'Targets in trouble',
    FirewallLines: 'Log lines counted',
    FirewallBlocks: 'New blocks',
    FirewallInForce: 'Clients in force',
    ConsoleFailed: 'Pages of the console that failed',
  },
}

const ko: typeof en = {
  about: '함수가 직접 기록한 값을 CloudWatch에서 읽어 5분 동안 보관합니다.',
  unanswered: '지금 CloudWatch가 응답하지 않습니다. 잠시 후 다시 보세요.',
  none: '이 시간에는 값이 없습니다.',
  span: '표시 기간',
  day: '24시간',
  week: '7일',
  label: (name, total, most) => `${name}: 합계 ${total}, 최대 ${most}`,
  maxLabel: (name, most) => `${name}: 최대 ${most}`,
  sum: (total) => `합계 ${total}`,
  max: (most) => `최대 ${most}`,
  names: {
    IncidentsOpened: '발생한 인시던트',
    NotificationsAccepted: '보낸 메시지',
    NotificationsFailed: '실패한 메시지',
    RunsSucceeded: '성공한 실행',
    RunsFailed: '실패한 실행',
    RunsMissed: '놓친 실행',
    ThumbnailsMade: '만든 썸네일',
    ThumbnailsRefused: '거부된 원본',
    ThumbnailMilliseconds: '원본 하나에 걸린 밀리초 (95백분위)',
    LifecycleChanges: '정책에 맞춘 버킷',
    LifecycleDrifts: '다른 사람이 바꾼 규칙',
    HoursTroubles: '문제가 있는 대상',
    FirewallLines: '집계한 로그 줄',
    FirewallBlocks: '새 차단',
    FirewallInForce: '차단 중인 클라이언트',
    ConsoleFailed: '실패한 콘솔 페이지',
  },
}

export type MetricName = keyof (typeof en)['names']

export const metricsWords: Readonly<Record<Language, typeof en>> = { en, ko }
