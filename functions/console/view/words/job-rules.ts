import type { Language } from '../../../../shared/language.ts'

/** What a page says of the rules of a job. */
const en = {
  exitCodes: 'Exit codes',
  exitActions: {
    succeed: 'succeeds',
    retry: 'is tried again',
    ignore: 'is tried again and does not count',
    fail: 'fails at once',
  },
  finishBy: 'Finished by',
  longerThanUsual: 'Reported when it takes',
  timesUsual: (factor: string) => `${factor} times what is usual`,
  holidays: 'Holidays',
  holidayActions: {
    skip: (calendar: string) => `left out (${calendar})`,
    move: (calendar: string) => `moved to the next working day (${calendar})`,
    only: (calendar: string) => `runs on these only (${calendar})`,
  },
  jitter: 'Starts later by up to',
  pool: 'Pool',
  poolText: (name: string, most: number) => `${name}, ${most} at once`,
  allJobs: 'All jobs',
  suspendAll: 'Suspend all',
  suspendAllEffect: 'No run of any job starts. What runs goes on.',
  resumeAll: 'Resume all',
  resumeAllEffect: 'Ends the suspension of all jobs. What somebody suspended by itself stays so.',
  suspendedAll: (until: string | undefined) =>
    until === undefined ? 'All jobs are suspended until they are resumed.' : `All jobs are suspended until ${until}.`,
  resumedAll: 'The suspension of all jobs has ended.',
  backfill: (done: number, all: number) => `A backfill goes on: ${done} of ${all} firings are done`,
  after: 'Comes after',
  afterText: (names: string, when: 'all' | 'any', within: string) =>
    `${when === 'any' ? 'any of ' : ''}${names}, within ${within}`,
  chains: 'Which job comes after which',
  cost: 'The last run cost about',
  trend: 'Durations of late',
  trendText: (percent: string, isLonger: boolean) => `${isLonger ? '+' : ''}${percent} % against earlier runs`,
  ofContainer: (name: string) => ` of ${name}`,
}

const ko: typeof en = {
  exitCodes: '종료 코드',
  exitActions: {
    succeed: '성공',
    retry: '재시도',
    ignore: '횟수에 넣지 않고 재시도',
    fail: '바로 실패',
  },
  finishBy: '끝나야 하는 시각',
  longerThanUsual: '오래 걸리면 알림',
  timesUsual: (factor) => `평소의 ${factor}배`,
  holidays: '공휴일',
  holidayActions: {
    skip: (calendar) => `건너뜀 (${calendar})`,
    move: (calendar) => `다음 근무일로 옮김 (${calendar})`,
    only: (calendar) => `공휴일에만 실행 (${calendar})`,
  },
  jitter: '시작을 늦추는 시간(최대)',
  pool: '풀',
  poolText: (name, most) => `${name}, 동시에 ${most}건`,
  allJobs: '모든 작업',
  suspendAll: '모두 중지',
  suspendAllEffect: '어떤 작업도 시작되지 않습니다. 진행 중인 실행은 계속됩니다.',
  resumeAll: '모두 재개',
  resumeAllEffect: '모든 작업의 중지를 끝냅니다. 따로 중지한 작업은 그대로입니다.',
  suspendedAll: (until) => `모든 작업을 ${until === undefined ? '재개할 때까지' : `${until}까지`} 중지했습니다.`,
  resumedAll: '모든 작업의 중지를 끝냈습니다.',
  backfill: (done, all) => `지난 일정을 채우는 중: ${all}건 중 ${done}건 완료`,
  after: '앞선 작업',
  afterText: (names, when, within) => `${names} ${when === 'any' ? '중 하나' : '모두'}, ${within} 안에`,
  chains: '작업의 순서',
  cost: '마지막 실행 비용(추정)',
  trend: '최근 걸린 시간',
  trendText: (percent, isLonger) => `이전 실행보다 ${isLonger ? '+' : ''}${percent} %`,
  ofContainer: (name) => ` (${name})`,
}

export const jobRulesWords: Readonly<Record<Language, typeof en>> = { en, ko }
