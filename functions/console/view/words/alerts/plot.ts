import type { Language } from '../../../../../shared/language.ts'

const en = {
  plot: 'The metric',
  plotLabel: (metric: string, points: number, low: string, high: string) =>
    `${metric}: ${points} values, from ${low} to ${high}`,
  plotThreshold: (text: string) => `threshold ${text}`,
  plotOpened: 'opened',
  plotOver: 'over',
  plotNone: 'CloudWatch has no value of that time.',
  plotUnanswered:
    'CloudWatch does not answer just now, so the metric is not shown. Everything else on this page is complete.',
  plotNoThreshold:
    'CloudWatch only has longer looks of that time, so the threshold is not drawn: a sum over a longer look cannot be held against it.',
  plotValues: 'The values as a list',
  value: 'Value',
  each: (statistic: string, duration: string) => `${statistic} of each ${duration}`,
}

const ko: typeof en = {
  plot: '지표',
  plotLabel: (metric, points, low, high) => `${metric}: 값 ${points}개, ${low}부터 ${high}까지`,
  plotThreshold: (text) => `임계값 ${text}`,
  plotOpened: '시작',
  plotOver: '종료',
  plotNone: 'CloudWatch에 그 시간의 값이 없습니다.',
  plotUnanswered:
    'CloudWatch가 지금 응답하지 않아 지표를 표시할 수 없습니다. 이 페이지의 다른 내용은 모두 표시되었습니다.',
  plotNoThreshold:
    'CloudWatch에 그 시간의 긴 간격 값만 남아 있어 임계값을 그리지 않았습니다. 긴 간격의 합계는 임계값과 비교할 수 없습니다.',
  plotValues: '값을 목록으로 보기',
  value: '값',
  each: (statistic, duration) => `${duration}마다 ${statistic}`,
}

export const plotWords: Readonly<Record<Language, typeof en>> = { en, ko }
