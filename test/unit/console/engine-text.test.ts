import { engineText } from '../../../functions/console/view/engine-text.ts'
import { type Cause, causes } from '../../../functions/jobs/diagnosis/causes.ts'
import { exitFinding } from '../../../functions/jobs/diagnosis/exit-codes.ts'
import { failed } from '../../../functions/jobs/diagnosis/verdict.ts'
import { causeNames } from '../../../shared/jobs/cause-names.ts'
import { madeConsole } from './console.ts'
import { incident, run } from './records.ts'

/** Sentences of English that are left: names of things stay as they are. */
const english = /\b(the|it|was|is|not|and|could|may|of|by)\b/i

const texts = causeNames.flatMap((name) => {
  const { what, advice }: Cause = causes[name]
  return [what, advice]
})

describe('what the engines write, in Korean', () => {
  test.each(texts.filter((text) => !text.startsWith('Resume it:')))('%s', (text) => {
    expect(engineText('en', text)).toBe(text)
    const korean = engineText('ko', text)
    expect(korean).toMatch(/[가-힣]/)
    expect(korean).not.toMatch(english)
  })

  test.each([0, 1, 2, 126, 127, 134, 137, 139, 143])('a run that ended with %d', (code) => {
    const verdict = failed(exitFinding(code, { stopped: true, said: false }), code)
    expect(engineText('ko', verdict.explanation)).not.toMatch(english)
  })

  test.each([
    'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (30/11/26 03:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    'Threshold Crossed: 3 datapoints [9.0, 8.0, 7.0] were greater than the threshold (5.0).',
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    'resolved by mina',
    'inhibited by shop-database-down',
    'flapping: 4 times in 30 minutes',
    'nobody acknowledged in 2 steps: shop-api',
    'planned off: rds-instance/shop has been off since 2026-11-30T03:00:00.000Z',
    'No sign of life for 10 minutes; it promised one every 5 minutes.',
    'It waits for the end of the run of 2026-11-30T03:00:00Z.',
    'The run of 2026-11-30T03:00:00Z is not over (running), and runs of this job must not overlap (overlap: forbid).',
    'It was cancelled by mina. It was stopped and ended on SIGTERM with exit code 143.',
    'It ran longer than 2 hours (runTimeout). It was stopped. Its log says what it was doing; if it needs that long, raise runTimeout.',
  ])('%s', (text) => {
    const korean = engineText('ko', text)
    expect(korean).toMatch(/[가-힣]/)
    expect(korean).not.toMatch(english)
  })

  test('what it does not know stays as it is: words of ECS, of AWS, of people', () => {
    expect(engineText('ko', 'Its log says why. ECS says: CannotPullContainerError: $& the image')).toBe(
      '이유는 로그에 있습니다. ECS의 말: CannotPullContainerError: $& the image',
    )
    for (const text of [
      'Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (1.0).',
      'shop is slow',
      '',
    ])
      expect(engineText('ko', text)).toBe(text)
  })

  test('on pages of runs and incidents', async () => {
    const explanation = `${causes['out-of-memory'].what} ${causes['out-of-memory'].advice}`
    const { ask, signIn } = madeConsole({
      records: [
        run({ state: 'failed', cause: 'out-of-memory', explanation, scheduledAt: '2026-11-30T02:00:00Z' }),
        incident({ reason: 'nobody acknowledged in 2 steps: slow' }),
      ],
    })
    const cookie = await signIn()
    const read = async (path: string, language: string): Promise<string> =>
      (await ask(path, { headers: { 'accept-language': language } }, cookie)).text()
    expect(await read('/', 'ko')).toContain('컨테이너가 가진 것보다 많은 메모리를 썼습니다.')
    expect(await read('/', 'en')).toContain('The container used more memory than it has.')
    expect(await read('/incidents/0123456789abcdef', 'ko')).toContain('2단계까지 아무도 확인하지 않음: slow')
  })
})
