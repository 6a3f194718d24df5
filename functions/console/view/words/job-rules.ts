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
  ofContainer: (name) => ` (${name})`,
}

export const jobRulesWords: Readonly<Record<Language, typeof en>> = { en, ko }
