import type { Language } from '../../../../../shared/language.ts'

const en = {
  timesTitle: 'Mean times',
  timesAbout:
    'Counted from when an incident opened. One that was over before anybody was notified counts in no mean. Months are in UTC.',
  month: 'Month',
  policy: 'Policy',
  incidents: 'Incidents',
  toAcknowledge: 'To acknowledge',
  toResolve: 'To resolve',
  ofAll: (count: number, all: number) => `${count} of ${all}`,
  noTimes: 'No incident in that time.',
  months: (count: number) => `${count} months`,
  timesSpan: 'How much is shown',
  timesCut: 'There are more incidents than are counted here. Choose fewer months.',
}

const ko: typeof en = {
  timesTitle: '평균 소요 시간',
  timesAbout:
    '인시던트가 열린 때부터 셉니다. 알림을 보내기 전에 끝난 인시던트는 평균에 넣지 않습니다. 월은 UTC 기준입니다.',
  month: '월',
  policy: '정책',
  incidents: '인시던트',
  toAcknowledge: '확인까지',
  toResolve: '종료까지',
  ofAll: (count, all) => `${all}건 중 ${count}건`,
  noTimes: '그 기간에 인시던트가 없습니다.',
  months: (count) => `${count}개월`,
  timesSpan: '표시 기간',
  timesCut: '셀 수 있는 것보다 인시던트가 많습니다. 기간을 줄여 주세요.',
}

export const timesWords: Readonly<Record<Language, typeof en>> = { en, ko }
