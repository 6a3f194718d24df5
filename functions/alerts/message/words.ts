import type { Severity } from '../../../shared/config/alerts/schema.ts'
import type { InstanceAction } from '../../../shared/instance-actions.ts'
import type { Language } from '../../../shared/language.ts'
import type { NotificationRecord } from '../../../shared/ledger/records.ts'
import { durationText, koreanDurationText } from '../../../shared/time.ts'

export type { Language } from '../../../shared/language.ts'

type Purpose = Exclude<NotificationRecord['purpose'], 'hand-over'>

const outcomes: Record<Language, Record<NotificationRecord['outcome'], string>> = {
  en: { planned: 'waiting to be sent', accepted: 'sent', failed: 'failed', dropped: 'not sent any more' },
  ko: { planned: '보낼 예정', accepted: '보냄', failed: '실패', dropped: '보내지 않음' },
}

const english = {
  locale: 'en-GB',
  severity: { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' } satisfies Record<Severity, string>,
  over: 'OK',
  report: 'Report',
  duration: (seconds: number) => durationText(seconds),
  call: (count: number) => `call ${count}`,
  since: (time: string) => `since ${time}`,
  lasted: (duration: string) => `over after ${duration}`,
  has: (who: string) => `acknowledged by ${who}`,
  from: (who: string) => `${who} hands it over to you`,
  flapping: (times: string, minutes: string) => `flapping, ${times} times in ${minutes} minutes`,
  unacknowledged: (steps: string) => `nobody acknowledged in ${steps} ${steps === '1' ? 'step' : 'steps'}`,
  notOverSince: (who: string) => `acknowledged by ${who}, and not over since`,
  acts: {
    stop: 'AWS stops the instance',
    terminate: 'AWS terminates the instance',
    reboot: 'AWS reboots the instance',
    recover: 'AWS recovers the instance',
  } satisfies Record<InstanceAction, string>,
  acting: (what: string, id: string | undefined) =>
    `${[what, id].filter(Boolean).join(' ')}: the alarm asks EC2 for it. The history of the alarm in CloudWatch says whether EC2 did it.`,
  noData: 'no data',
  noDataIsGood: 'no data, which counts as good',
  someData: (missing: string, periods: string) => `no data in ${missing} of ${periods} periods`,
  outside: (value: string, low: string, high: string) => `${value} outside ${low}..${high}`,
  within: (value: string, low: string, high: string) => `${value} within ${low}..${high}`,
  child: (name: string) => `${name} went off`,
  childOver: (name: string) => `${name} is OK again`,
  childUnknown: (name: string) => `${name} has no data`,
  storm: (count: number, duration: string) => `${count} ${count === 1 ? 'alarm' : 'alarms'} in ${duration}`,
  many: (count: number) => `${count} ${count === 1 ? 'alarm' : 'alarms'}`,
  ended: (count: number) => `${count} over`,
  acks: (count: number, isAll: boolean) => `link acks ${isAll ? 'all ' : ''}${count}`,
  more: (count: number) => `and ${count} more`,
  sentence: {
    page: 'Nobody has acknowledged this yet.',
    recovery: 'It is over. Nothing is left to do.',
  } satisfies Record<Purpose, string>,
  again: (count: number, since: string) => `This is call ${count}. It has been going on since ${since}.`,
  acknowledged: (who: string) => `${who} has acknowledged this.`,
  handedOver: (who: string, until: string | undefined) =>
    `${who} has handed this over to you. You are not paged for it: it counts as acknowledged by you${until ? ` until ${until}. If it lasts then, the last step of its policy is taken again` : ''}.`,
  shift: {
    head: 'On call now',
    comingHead: 'On call soon',
    from: (begin: string) => `from ${begin}`,
    coming: (rotations: string, begin: string, end: string) =>
      `Your turn (${rotations}) begins at ${begin} and lasts until ${end}. If you cannot take it, have somebody cover before then.`,
    until: (end: string) => `until ${end}`,
    sentence: (rotations: string, end: string) => `You are on call now (${rotations}), until ${end}.`,
    open: (count: number) => `${count} open`,
    openNow: 'Open now',
    unclaimed: 'nobody has acknowledged',
    nothing: 'Nothing is open.',
    notPaged: (count: number) =>
      `${count === 1 ? 'One incident is' : `${count} incidents are`} open. This is a notice and not a page: an incident that somebody has acknowledged stays theirs, and one that nobody has acknowledged goes on through its policy.`,
  },
  open: 'Acknowledge, resolve or pass on',
  openAll: (count: number) => `Acknowledge or resolve ${count} incidents together`,
  opensAll: (count: number) =>
    `Opens a page that lists the ${count} incidents that are not over; a button there acknowledges all of them. Nothing happens until you press it. To act on one alone, use its own link below.`,
  opens: 'Opens a page; nothing happens until you press a button there.',
  details: 'Details',
  told: 'Who was notified',
  history: 'Earlier',
  plot: 'The metric around that time',
  labels: {
    since: 'Since',
    until: 'Until',
    lasted: 'Lasted',
    region: 'Region',
    account: 'Account',
    metric: 'Metric',
    threshold: 'Threshold',
    where: 'Where',
    policy: 'Policy',
    incident: 'Incident',
  },
  links: { alarm: 'Alarm in CloudWatch', logs: 'Log group in CloudWatch', other: 'In the AWS console' },
  stillOpen: 'still open',
  outcomes: outcomes.en,
}

export type Words = typeof english

const korean: Words = {
  locale: 'ko-KR',
  severity: { critical: '심각', warning: '경고', info: '알림' },
  over: '복구',
  report: '보고',
  duration: koreanDurationText,
  call: (count) => `${count}차 호출`,
  since: (time) => `${time}부터`,
  lasted: (duration) => `${duration} 만에 끝남`,
  has: (who) => `${who} 확인`,
  from: (who) => `${who} 님이 넘김`,
  flapping: (times, minutes) => `${minutes}분 동안 ${times}회 반복`,
  unacknowledged: (steps) => `${steps}단계까지 아무도 확인하지 않음`,
  notOverSince: (who) => `${who} 확인 후 계속됨`,
  acts: {
    stop: 'AWS가 인스턴스를 중지함',
    terminate: 'AWS가 인스턴스를 종료(삭제)함',
    reboot: 'AWS가 인스턴스를 재부팅함',
    recover: 'AWS가 인스턴스를 복구함',
  },
  acting: (what, id) =>
    `${[what, id].filter(Boolean).join(': ')}. 알람이 EC2에 요청합니다. 실제 수행 여부는 CloudWatch의 알람 기록에서 확인할 수 있습니다.`,
  noData: '데이터 없음',
  noDataIsGood: '데이터 없음(정상으로 간주)',
  someData: (missing, periods) => `${periods}회 중 ${missing}회 데이터 없음`,
  outside: (value, low, high) => `${value} (정상 ${low}~${high})`,
  within: (value, low, high) => `${value} (정상 범위 ${low}~${high})`,
  child: (name) => `${name} 발생`,
  childOver: (name) => `${name} 정상`,
  childUnknown: (name) => `${name} 데이터 없음`,
  storm: (count, duration) => `${duration} 동안 알람 ${count}건`,
  many: (count) => `${count}건`,
  ended: (count) => `${count}건 종료`,
  acks: (count, isAll) => `링크로 ${isAll ? '모두' : `${count}건`} 확인`,
  more: (count) => `외 ${count}건`,
  sentence: {
    page: '아직 아무도 확인하지 않았습니다.',
    recovery: '상황이 끝났습니다. 더 하실 일은 없습니다.',
  },
  again: (count, since) => `${count}번째 호출입니다. ${since}부터 계속되고 있습니다.`,
  acknowledged: (who) => `${who} 님이 확인했습니다.`,
  handedOver: (who, until) =>
    `${who} 님이 이 건을 넘겼습니다. 호출이 아니며, 이미 확인하신 것으로 처리됩니다.${until ? ` ${until}까지 끝나지 않으면 호출 정책의 마지막 단계를 다시 실행합니다.` : ''}`,
  shift: {
    head: '지금부터 당번',
    comingHead: '곧 당직',
    from: (begin) => `${begin}부터`,
    coming: (rotations, begin, end) =>
      `${begin}부터 ${end}까지 당직입니다(${rotations}). 맡을 수 없으면 그 전에 대신할 사람을 정해 주세요.`,
    until: (end) => `${end}까지`,
    sentence: (rotations, end) => `지금부터 ${rotations} 당번입니다. ${end}까지.`,
    open: (count) => `진행 중 ${count}건`,
    openNow: '진행 중',
    unclaimed: '아무도 확인하지 않음',
    nothing: '진행 중인 건이 없습니다.',
    notPaged: (count) =>
      `진행 중인 건이 ${count}건 있습니다. 호출이 아니라 안내입니다. 확인한 사람이 계속 맡고 있으며, 아무도 확인하지 않은 건은 호출 정책대로 진행됩니다.`,
  },
  open: '확인, 해결 또는 다음 담당자에게 넘기기',
  openAll: (count) => `${count}건 한꺼번에 확인 또는 해결`,
  opensAll: (count) =>
    `끝나지 않은 ${count}건의 목록이 열리고, 페이지의 버튼을 누르면 모두 확인됩니다. 열기만 해서는 아무 일도 일어나지 않습니다. 한 건만 처리하려면 아래의 개별 링크를 쓰세요.`,
  opens: '링크를 열기만 해서는 아무 일도 일어나지 않습니다. 페이지에서 버튼을 눌러 주세요.',
  details: '상세 내용',
  told: '알림을 받은 사람',
  history: '이전 기록',
  plot: '발생 시점 전후의 지표',
  labels: {
    since: '시작',
    until: '종료',
    lasted: '지속 시간',
    region: '리전',
    account: '계정',
    metric: '지표',
    threshold: '기준값',
    where: '대상',
    policy: '호출 정책',
    incident: '장애 번호',
  },
  links: { alarm: 'CloudWatch에서 알람 보기', logs: 'CloudWatch에서 로그 보기', other: 'AWS 콘솔에서 보기' },
  stillOpen: '진행 중',
  outcomes: outcomes.ko,
}

export const words: Readonly<Record<Language, Words>> = { en: english, ko: korean }

// Making a formatter costs a hundred times as much as using one, and there are few zones and languages.
const formatters = new Map<string, Intl.DateTimeFormat>()

const formatter = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale} ${options.timeZone} ${options.weekday ?? ''}`
  const known =
    formatters.get(key) ??
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...options })
  formatters.set(key, known)
  return known
}

/** `Sat 28 Nov, 09:00` or `11월 28일 (토) 09:00`, in a zone. */
export const timeText = (at: string, zone: string, language: Language): string =>
  formatter(words[language].locale, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }).format(
    new Date(at),
  )

/** `09:00` when it was within the last 20 hours, so that it cannot be taken for another day's; with the day otherwise. */
export const shortTime = (at: string, now: Date, zone: string, language: Language): string =>
  now.getTime() - Date.parse(at) < 20 * 3_600_000
    ? formatter('en-GB', { timeZone: zone }).format(new Date(at))
    : timeText(at, zone, language)
