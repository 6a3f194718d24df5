import { changedText } from '../../../functions/alerts/message/changed.ts'
import { words } from '../../../functions/alerts/message/words.ts'

const oneOf = (times: string, said: string, to = 'ALARM -> OK'): string =>
  `Threshold Crossed: 1 out of the last ${times} datapoints [12.25 (28/11/26 00:00:00)] was ${said} (minimum 1 datapoint for ${to} transition).`

describe('CloudWatch’s sentences in short', () => {
  test.each([
    ['not greater', oneOf('1', 'not greater than the threshold (80.0)'), '12.25 <= 80'],
    ['not greater or equal', oneOf('1', 'not greater than or equal to the threshold (80.0)'), '12.25 < 80'],
    ['not less', oneOf('1', 'not less than the threshold (10.0)'), '12.25 >= 10'],
    ['not less or equal', oneOf('1', 'not less than or equal to the threshold (10.0)'), '12.25 > 10'],
    ['greater', oneOf('1', 'greater than the threshold (10.0)', 'OK -> ALARM'), '12.25 > 10'],
    ['less or equal', oneOf('1', 'less than or equal to the threshold (20.0)', 'OK -> ALARM'), '12.25 <= 20'],
    [
      'M of N, newest first',
      'Threshold Crossed: 2 out of the last 3 datapoints [3.5 (28/11/26 00:02:00), 99.0 (28/11/26 00:01:00)] were not greater than the threshold (80.0) (minimum 2 datapoints for ALARM -> OK transition).',
      '3.5 <= 80',
    ],
    [
      'without a minimum',
      'Threshold Crossed: 3 datapoints [0.05 (11/03/26 10:58:00), 0.04 (11/03/26 10:53:00), 0.03 (11/03/26 10:48:00)] were not greater than the threshold (60.0).',
      '0.05 <= 60',
    ],
    [
      'the words of before 2016, newest last',
      'Threshold Crossed: 2 datapoints were not greater than or equal to the threshold (70.0). The most recent datapoints: [38.958, 40.292].',
      '40.29 < 70',
    ],
    [
      'a contributor',
      'Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (01/12/25 13:34:00)].',
      '0 < 1',
    ],
    [
      'a contributor that is well again',
      'Threshold Crossed: 1 datapoint was not less than the threshold (1.0). The most recent datapoint which crossed the threshold: [7.5 (01/12/25 13:34:00)].',
      '7.5 >= 1',
    ],
    [
      'some data missing',
      'Threshold Crossed: 1 out of the last 20 datapoints [0.0 (16/03/26 12:15:00)] was not greater than or equal to the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for ALARM -> OK transition).',
      '0 < 1',
    ],
    [
      'a band',
      'Thresholds Crossed: 1 out of the last 1 datapoints [1.0 (03/10/26 15:57:00)] was not less than the lower thresholds [0.9567] or not greater than the upper thresholds [1.0443] (minimum 1 datapoint for ALARM -> OK transition).',
      '1 within 0.9567..1.044',
    ],
    [
      'the upper edge of a band',
      'Thresholds Crossed: 1 out of the last 3 datapoints [40.6 (08/09/26 15:36:00)] was not greater than the upper thresholds [44.5] (minimum 1 datapoint for ALARM -> OK transition).',
      '40.6 <= 44.5',
    ],
    [
      'the upper edge of a band, crossed',
      'Thresholds Crossed: 2 out of the last 3 datapoints [50.6 (08/09/26 15:36:00), 51.0 (08/09/26 15:35:00)] were greater than the upper thresholds [44.5, 45.0] (minimum 2 datapoints for OK -> ALARM transition).',
      '50.6 > 44.5',
    ],
    [
      'the lower edge of a band',
      'Thresholds Crossed: 1 out of the last 1 datapoints [40.6 (08/09/26 15:36:00)] was not less than the lower thresholds [3.0E1] (minimum 1 datapoint for ALARM -> OK transition).',
      '40.6 >= 30',
    ],
    [
      'no data, which is bad',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
      'no data',
    ],
    [
      'no data, which is good',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].',
      'no data, which counts as good',
    ],
    [
      'too little data',
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
      'no data in 2 of 3 periods',
    ],
    [
      'a composite alarm',
      'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:db-slow transitioned to OK at Saturday 28 November, 2026 00:00:00 UTC',
      'db-slow is OK again',
    ],
    [
      'a composite alarm whose child lost its data',
      'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:db-slow transitioned to INSUFFICIENT_DATA at Saturday 28 November, 2026 00:00:00 UTC',
      'db-slow has no data',
    ],
    [
      'a contributor that is well again, with the datapoint that was bad',
      'Threshold Crossed: 1 datapoint was not less than the threshold (1.0). The most recent datapoint which crossed the threshold: [7.5E-4 (01/12/25 13:34:00)].',
      'Threshold Crossed: 1 datapoint was not less than the threshold (1.0). The most recent datapoint which crossed the threshold: [7.5E-4 (01/12/25 13:34:00)].',
    ],
    ['a negative number', oneOf('1', 'not less than the threshold (-5.5)').replace('12.25', '-1.0E-1'), '-0.1 >= -5.5'],
    ['time series', '6 time series evaluated to OK', '6 time series evaluated to OK'],
  ])('%s', (_title, reason, short) => {
    expect(changedText({ reason }, words.en)).toBe(short)
  })

  test.each([
    [
      'flapping, 4 times in 30 minutes: ',
      '12.25 > 10, flapping, 4 times in 30 minutes',
      '12.25 > 10, 30분 동안 4회 반복',
    ],
    [
      'nobody acknowledged in 6 steps: ',
      '12.25 > 10, nobody acknowledged in 6 steps',
      '12.25 > 10, 6단계까지 아무도 확인하지 않음',
    ],
    ['nobody acknowledged in 1 step: ', '12.25 > 10, nobody acknowledged in 1 step', undefined],
    [
      'nobody acknowledged in 6 steps: flapping, 5 times in 30 minutes: ',
      '12.25 > 10, nobody acknowledged in 6 steps, flapping, 5 times in 30 minutes',
      undefined,
    ],
    [
      'acknowledged by mina at 2026-11-28T00:00:00.000Z, and not over since: ',
      '12.25 > 10, acknowledged by mina, and not over since',
      '12.25 > 10, mina 확인 후 계속됨',
    ],
  ])('keep what Nightshift says before them: %s', (before, english, korean) => {
    const reason = before + oneOf('1', 'greater than the threshold (10.0)', 'OK -> ALARM')
    expect(changedText({ reason }, words.en)).toBe(english)
    if (korean !== undefined) expect(changedText({ reason }, words.ko)).toBe(korean)
    expect(changedText({ reason: `${before}the disk is full` }, words.en)).toBe(`${before}the disk is full`)
  })

  test('in Korean', () => {
    const band =
      'Thresholds Crossed: 1 out of the last 1 datapoints [1.0 (03/10/26 15:57:00)] was not less than the lower thresholds [0.96] or not greater than the upper thresholds [1.04] (minimum 1 datapoint for ALARM -> OK transition).'
    expect(changedText({ reason: band }, words.ko)).toBe('1 (정상 범위 0.96~1.04)')
  })
})
