import { scheduleText } from '../../../../functions/console/view/words/schedule.ts'

describe('what a schedule means in words', () => {
  test.each([
    ['rate(1 minute)', 'every minute', '매분'],
    ['rate(15 minutes)', 'every 15 minutes', '15분마다'],
    ['rate(1 hour)', 'every hour', '매시간'],
    ['rate(120 minutes)', 'every 2 hours', '2시간마다'],
    ['rate(7 days)', 'every 7 days', '7일마다'],
    ['at(2027-01-01T09:00:00)', 'once, on 1 January 2027 at 09:00', '2027년 1월 1일 09:00에 한 번'],
    ['cron(30 2 * * ? *)', 'every day at 02:30', '매일 02:30'],
    ['cron(* * * * ? *)', 'every minute', '매분'],
    ['cron(0/15 * * * ? *)', 'every 15 minutes', '15분마다'],
    ['cron(5/15 * * * ? *)', 'every 15 minutes, first at 00:05', '00:05부터 15분마다'],
    ['cron(0 * * * ? *)', 'every hour', '매시간'],
    ['cron(0 0/2 ? * * *)', 'every 2 hours', '2시간마다'],
    ['cron(0 0/6 ? * * *)', 'every 6 hours', '6시간마다'],
    ['cron(0 0/12 ? * * *)', 'every day at 00:00 and 12:00', '매일 00:00, 12:00'],
    ['cron(0 9,13 ? * MON-FRI *)', 'Monday to Friday at 09:00 and 13:00', '매주 월~금요일 09:00, 13:00'],
    ['cron(0 9 ? * 2 *)', 'every Monday at 09:00', '매주 월요일 09:00'],
    ['cron(0 9 ? * SUN,WED *)', 'every Wednesday and Sunday at 09:00', '매주 수요일, 일요일 09:00'],
    [
      'cron(0/15 9-17 ? * MON-FRI *)',
      'every 15 minutes from 09:00 to 17:45, Monday to Friday',
      '매주 월~금요일 09:00부터 17:45까지 15분마다',
    ],
    [
      'cron(0/7 * * * ? *)',
      'at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour',
      '매시 0분, 7분, 14분, 21분, 28분, 35분, 42분, 49분, 56분',
    ],
    ['cron(0,20 8-11 * * ? *)', 'at minutes 0 and 20 of the hours 08 to 11', '8~11시 0분, 20분'],
    ['cron(0 12 1 1 ? *)', 'on the 1st of January at 12:00', '매년 1월 1일 12:00'],
    ['cron(0 12 1,15 * ? *)', 'on the 1st and 15th of the month at 12:00', '매월 1일, 15일 12:00'],
    ['cron(0 12 L * ? *)', 'on the last day of the month at 12:00', '매월 마지막 날 12:00'],
    [
      'cron(0 12 LW * ? *)',
      'on the last weekday (Monday to Friday) of the month at 12:00',
      '매월 마지막 평일(월~금) 12:00',
    ],
    [
      'cron(0 12 15W * ? *)',
      'on the weekday (Monday to Friday) nearest to the 15th of the month at 12:00',
      '매월 15일에 가장 가까운 평일(월~금) 12:00',
    ],
    ['cron(0 12 ? * 2#1 *)', 'on the first Monday of the month at 12:00', '매월 첫째 월요일 12:00'],
    ['cron(0 12 ? * FRIL *)', 'on the last Friday of the month at 12:00', '매월 마지막 금요일 12:00'],
    ['cron(0 12 ? * L *)', 'every Saturday at 12:00', '매주 토요일 12:00'],
    ['cron(0 12 ? 1-3 MON *)', 'every Monday at 12:00, in January to March', '1~3월 매주 월요일 12:00'],
    ['cron(0 12 * 6,12 ? *)', 'every day at 12:00, in June and December', '6월, 12월 매일 12:00'],
    [
      'cron(0 12 2-6 * ? 2027-2029)',
      'on the 2nd to 6th of the month at 12:00, in 2027 to 2029',
      '2027~2029년 매월 2~6일 12:00',
    ],
    ['cron(0 12 11-13 * ? *)', 'on the 11th to 13th of the month at 12:00', '매월 11~13일 12:00'],
    [
      'cron(0 12 1/2 * ? *)',
      expect.stringMatching(/^on the 1st, 3rd, 5th, .* and 31st of the month at 12:00$/),
      expect.stringContaining('매월 1일, 3일'),
    ],
    ['nonsense', 'nonsense', 'nonsense'],
    ['cron(99 12 * * ? *)', 'cron(99 12 * * ? *)', 'cron(99 12 * * ? *)'],
  ])('%s', (schedule, en, ko) => {
    expect(scheduleText('en', schedule)).toEqual(en)
    expect(scheduleText('ko', schedule)).toEqual(ko)
  })
})
