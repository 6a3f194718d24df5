import type { Language } from '../../../../shared/language.ts'

const en = {
  hours: 'Hours',
  off: (target: string, from: string | undefined, until: string | undefined) =>
    `${target}: off on purpose${from === undefined ? '' : ` from ${from}`}${until === undefined ? '' : ` until ${until}`}`,
  wasOff: (count: number) =>
    count === 1 ? 'One target was switched off on purpose.' : `${count} targets were switched off on purpose.`,
  trouble: (target: string) => `${target} is not as its calendar wants it`,
}

const ko: typeof en = {
  hours: '운영 시간',
  off: (target, from, until) =>
    `${target}: 계획에 따라 꺼짐${from === undefined ? '' : `, ${from}부터`}${until === undefined ? '' : ` ${until}까지`}`,
  wasOff: (count) => `대상 ${count}개가 계획에 따라 꺼졌습니다.`,
  trouble: (target) => `${target}이(가) 일정과 다릅니다`,
}

export const hoursWords: Readonly<Record<Language, typeof en>> = { en, ko }
