import type { Language } from '../../../../shared/language.ts'

const en = {
  failing: (bucket: string) => `${bucket} is not at its policy`,
  changed: (count: number) =>
    count === 1 ? 'One lifecycle rule was put right.' : `${count} lifecycle rules were put right.`,
}

const ko: typeof en = {
  failing: (bucket) => `${bucket} 버킷이 정책과 다릅니다`,
  changed: (count) => `수명 주기 규칙 ${count}건을 바로잡았습니다.`,
}

export const lifecycleWords: Readonly<Record<Language, typeof en>> = { en, ko }
