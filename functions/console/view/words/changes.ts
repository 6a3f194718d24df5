import type { Language } from '../../../../shared/language.ts'

const en = {
  changes: (count: number) => (count === 1 ? 'One change by Nightshift.' : `${count} changes by Nightshift.`),
  by: (summary: string, by: string) => `${summary}, by ${by}`,
  manual: 'By hand',
}

const ko: typeof en = {
  changes: (count) => `Nightshift가 ${count}건을 바꿨습니다.`,
  by: (summary, by) => `${summary} (${by})`,
  manual: '수동 조작',
}

export const changesWords: Readonly<Record<Language, typeof en>> = { en, ko }
