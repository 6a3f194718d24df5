import type { Language } from '../../../../shared/language.ts'
import type { RunRecord } from '../../../../shared/ledger/records.ts'

const en = {
  jobs: 'Jobs',
  states: {
    waiting: 'waits',
    starting: 'starts',
    running: 'runs',
    succeeded: 'succeeded',
    failed: 'failed',
    missed: 'missed',
    skipped: 'left out: a newer run took its place',
    suppressed: 'left out: the job was suspended',
    forbidden: 'left out: the run before was not over',
  } satisfies Record<RunRecord['state'], string>,
  attempt: (count: number) => `try ${count}`,
  took: (duration: string) => `took ${duration}`,
  noRun: 'No run.',
  succeeded: (good: number, all: number, retried: number) =>
    `${good} of ${all} ${all === 1 ? 'run' : 'runs'} succeeded${
      retried === 0 ? '' : retried === 1 ? ', one at a later try' : `, ${retried} at a later try`
    }.`,
  bad: (jobs: readonly string[], failed: number, missed: number) =>
    `${[...(failed > 0 ? [`${failed} failed`] : []), ...(missed > 0 ? [`${missed} ${missed === 1 ? 'was' : 'were'} missed`] : [])].join(', ')}: ${jobs.join(', ')}.`,
  going: (count: number) => (count === 1 ? 'One is running.' : `${count} are running.`),
  retry: 'Try again',
  retried: (job: string) => `A new try of ${job} was asked for.`,
  failedOf: (job: string) => `${job} failed`,
  missedOf: (job: string) => `${job} was missed`,
}

const ko: typeof en = {
  jobs: '작업',
  states: {
    waiting: '대기 중',
    starting: '시작 중',
    running: '실행 중',
    succeeded: '성공',
    failed: '실패',
    missed: '놓침',
    skipped: '건너뜀: 더 새로운 실행이 대신함',
    suppressed: '건너뜀: 작업이 중지됨',
    forbidden: '건너뜀: 이전 실행이 끝나지 않음',
  },
  attempt: (count) => `${count}번째 시도`,
  took: (duration) => `${duration} 걸림`,
  noRun: '실행이 없었습니다.',
  succeeded: (good, all, retried) =>
    `실행 ${all}건 중 ${good}건이 성공했습니다${retried > 0 ? ` (재시도 후 성공 ${retried}건)` : ''}.`,
  bad: (jobs, failed, missed) =>
    `${[...(failed > 0 ? [`실패 ${failed}건`] : []), ...(missed > 0 ? [`놓침 ${missed}건`] : [])].join(', ')}: ${jobs.join(', ')}.`,
  going: (count) => `${count}건이 진행 중입니다.`,
  retry: '다시 시도',
  retried: (job) => `${job} 작업을 다시 시도하도록 요청했습니다.`,
  failedOf: (job) => `${job} 실패`,
  missedOf: (job) => `${job} 놓침`,
}

export const jobsWords: Readonly<Record<Language, typeof en>> = { en, ko }
