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
  ofContainer: (name) => ` (${name})`,
}

export const jobRulesWords: Readonly<Record<Language, typeof en>> = { en, ko }
