import type { Language } from '../../../../shared/language.ts'

const en = {
  notATime: (text: string) => `"${text}" is not a time: write it like 2026-11-21T02:30.`,
}

const ko: typeof en = {
  notATime: (text) => `"${text}"은(는) 시각이 아닙니다. 2026-11-21T02:30처럼 입력하세요.`,
}

export const inputWords: Readonly<Record<Language, typeof en>> = { en, ko }
