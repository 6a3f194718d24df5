import type { Language } from '../../../../shared/language.ts'

const en = {
  refusals: 'Refused originals',
  refused: (count: number, open: number) =>
    `${count === 1 ? 'One original was' : `${count} originals were`} refused${open === count ? '' : open === 0 ? ', all fixed since' : `, ${open} not fixed yet`}.`,
  waiting: (count: number) => `${count === 1 ? 'One original is' : `${count} originals are`} without thumbnails`,
  causes: (causes: string) => `Refused: ${causes}`,
}

const ko: typeof en = {
  refusals: '거부된 원본',
  refused: (count, open) =>
    `원본 ${count}건이 거부되었습니다${open === count ? '' : open === 0 ? ' (모두 해결됨)' : ` (미해결 ${open}건)`}.`,
  waiting: (count) => `썸네일이 없는 원본 ${count}건`,
  causes: (causes) => `거부 사유: ${causes}`,
}

export const thumbnailsWords: Readonly<Record<Language, typeof en>> = { en, ko }
