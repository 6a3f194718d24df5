import type { CauseName } from '../../../shared/jobs/cause-names.ts'
import type { Language } from '../../../shared/language.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { durationText, koreanDurationText, localText } from '../../../shared/time.ts'
import { causes } from '../diagnosis/causes.ts'
import { type WaitsFor, waits } from '../rules/waits.ts'

const koreanCauses: Readonly<Record<CauseName, string>> = {
  succeeded: '성공',
  'image-not-found': '이미지나 태그가 레지스트리에 없음',
  'image-pull-network': '이미지 레지스트리에 연결할 수 없음',
  'image-pull-denied': '레지스트리가 이미지를 내주지 않음',
  'image-pull-rate-limit': '레지스트리의 이미지 받기 횟수 제한',
  'image-platform-mismatch': '이미지가 작업의 CPU 아키텍처용이 아님',
  'secrets-network': '시크릿 서비스에 연결할 수 없음',
  'secrets-denied': '실행 역할에 시크릿을 읽을 권한이 없음',
  'secret-not-found': '시크릿이나 파라미터가 없음',
  'env-file-network': '환경 파일: S3에 연결할 수 없음',
  'env-file-denied': '실행 역할에 환경 파일을 읽을 권한이 없음',
  'env-file-not-found': '환경 파일이 S3에 없음',
  'log-driver': '컨테이너에 로그를 연결할 수 없음',
  'efs-mount': 'EFS 파일 시스템을 마운트할 수 없음',
  'eni-provisioning': 'AWS가 네트워크 인터페이스를 주지 못함',
  'ephemeral-storage': 'AWS가 임시 스토리지를 주지 못함',
  capacity: 'AWS에 남은 용량이 없음',
  agent: '컨테이너 에이전트가 연결되지 않음',
  'runtime-error': '컨테이너를 만들거나 시작할 수 없음',
  'never-started': '컨테이너가 시작되지 않았거나 어떻게 끝났는지 알 수 없음',
  'role-cannot-be-assumed': 'ECS가 작업의 역할을 맡을 수 없음',
  'task-definition-inactive': '태스크 정의가 없거나 비활성',
  'cluster-inactive': '클러스터가 없거나 비활성',
  'application-error': '작업의 명령이 실패함',
  'bad-command': '명령을 실행할 수 없음',
  'out-of-memory': '메모리 부족',
  segfault: '메모리 오류로 프로세스가 중단됨',
  aborted: '프로세스가 스스로 중단함',
  sigterm: 'SIGTERM으로 끝남',
  'killed-by-stop': '중지 유예 시간 안에 끝나지 않아 강제 종료됨',
  'user-stopped': '누군가 태스크를 중지함',
  deployment: '서비스나 배포가 태스크를 중지함',
  'health-check-failed': '상태 확인에 실패함',
  'host-terminated': 'AWS가 태스크의 호스트를 종료함',
  'spot-interruption': 'AWS가 Spot 용량을 회수함',
  missed: '제시간에 시작된 태스크가 없음',
  skipped: '더 새로운 실행이 대신했거나 따라잡기 정책이 남겨 둠',
  suspended: '작업이 일시 중지됨',
  forbidden: '앞선 실행이 끝나지 않음',
  holiday: '캘린더가 제외함',
  'pool-full': '풀에서 기다리는 실행이 이미 너무 많음',
  predecessor: '앞의 작업이 제시간에 성공하지 않았거나 제외됨',
  'run-timeout': '제한 시간(runTimeout)을 넘겨 중지됨',
  'start-timeout': '제한 시간(startTimeout) 안에 시작하지 못해 중지됨',
  cancelled: '누군가 취소함',
  replaced: '더 새로운 실행이 대신함',
  unknown: 'ECS가 이유를 알려 주지 않음',
}

const isCause = (cause: string): cause is CauseName => Object.hasOwn(koreanCauses, cause)

const runs = (count: number): string => `${count} ${count === 1 ? 'run' : 'runs'}`

/** Which counts there are of how runs ended, in the words of a title. */
export interface Counts {
  readonly succeeded: number
  readonly failed: number
  readonly missed: number
  readonly slow: number
  readonly late: number
}

const english = {
  time: localText,
  duration: (seconds: number) => durationText(seconds),
  cause: (cause: string) => (isCause(cause) ? causes[cause].what : `${cause}.`),
  trouble: ({ failed, missed, slow, late, succeeded }: Counts) =>
    `Jobs: ${[
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(missed > 0 ? [`${missed} missed`] : []),
      ...(late > 0 ? [`${late} late`] : []),
      ...(slow > 0 ? [`${slow} slower than usual`] : []),
      `${succeeded} succeeded`,
    ].join(', ')}`,
  title: (parts: readonly string[]) => `Jobs: ${parts.join(', ')}`,
  calmTitle: (succeeded: number) => `Jobs: nothing to report${succeeded > 0 ? `, ${runs(succeeded)} succeeded` : ''}`,
  calm: (succeeded: number, from: string, until: string) =>
    succeeded === 0
      ? `Nothing to report: nothing ran from ${from} to ${until}.`
      : `Nothing to report: ${succeeded === 1 ? 'the one run' : `all ${runs(succeeded)}`} from ${from} to ${until} succeeded.`,
  stretch: (from: string, until: string, zone: string) => `${from} to ${until} (${zone})`,
  heads: {
    failed: 'FAILED',
    notRun: 'DID NOT RUN',
    slow: 'SLOWER THAN USUAL',
    late: 'NOT FINISHED IN TIME',
    going: 'NOT OVER YET',
    ran: 'RAN',
  },
  often: (count: number, last: string) => `${count} times, last ${last}`,
  exitCode: (code: number) => `Exit code ${code}.`,
  attempts: (count: number) => `After ${count} attempts.`,
  slow: (time: string, took: string, usual: string) => `${time}: ${took}, usually at most ${usual}`,
  slowMore: (count: number) => ` (${runs(count)})`,
  going: (run: Pick<RunRecord, 'state' | 'waitsFor'>) =>
    run.state === 'waiting' ? `waiting${run.waitsFor ? ` ${waits[run.waitsFor]}` : ''}` : run.state,
  states: {
    succeeded: (count: number) => `${count} succeeded`,
    failed: (count: number) => `${count} failed`,
    missed: (count: number) => `${count} missed`,
    leftOut: (count: number) => `${count} left out`,
    going: (count: number) => `${count} not over`,
  },
  cost: (dollars: string) => `Cost: about ${dollars}, by list prices of us-east-1.`,
  unpriced: (jobs: string) => `Not counted, because the size of their task is not known: ${jobs}.`,
  isCut: 'There were more runs than a digest reads: the oldest are not in it.',
  more: (count: number) => `and ${count} more`,
  see: (command: string) => `See it again: ${command}`,
}

type Words = typeof english

const koreanWaits: Readonly<Record<WaitsFor, string>> = {
  retry: '재시도',
  lease: '앞선 실행',
  target: '꺼진 대상',
  pool: '풀의 자리',
  day: '다음 근무일',
  jitter: '시작 시각 분산',
  after: '앞의 작업',
}

const korean: Words = {
  time: (at, zone) =>
    new Intl.DateTimeFormat('ko-KR', {
      timeZone: zone,
      month: 'long',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at),
  duration: koreanDurationText,
  cause: (cause) => `${isCause(cause) ? koreanCauses[cause] : cause}.`,
  trouble: ({ failed, missed, slow, late, succeeded }) =>
    `작업: ${[
      ...(failed > 0 ? [`실패 ${failed}건`] : []),
      ...(missed > 0 ? [`미실행 ${missed}건`] : []),
      ...(late > 0 ? [`지연 ${late}건`] : []),
      ...(slow > 0 ? [`평소보다 느림 ${slow}건`] : []),
      `성공 ${succeeded}건`,
    ].join(', ')}`,
  title: (parts) => `작업: ${parts.join(', ')}`,
  calmTitle: (succeeded) => `작업: 보고할 것 없음${succeeded > 0 ? `, 성공 ${succeeded}건` : ''}`,
  calm: (succeeded, from, until) =>
    succeeded === 0
      ? `보고할 것이 없습니다. ${from}부터 ${until}까지 실행된 것이 없습니다.`
      : `보고할 것이 없습니다. ${from}부터 ${until}까지 실행 ${succeeded}건이 모두 성공했습니다.`,
  stretch: (from, until, zone) => `${from}부터 ${until}까지 (${zone})`,
  heads: {
    failed: '실패',
    notRun: '실행되지 않음',
    slow: '평소보다 느림',
    late: '제시간에 끝나지 않음',
    going: '아직 끝나지 않음',
    ran: '실행됨',
  },
  often: (count, last) => `${count}회, 마지막 ${last}`,
  exitCode: (code) => `종료 코드 ${code}.`,
  attempts: (count) => `${count}번 시도함.`,
  slow: (time, took, usual) => `${time}: ${took}, 평소 최대 ${usual}`,
  slowMore: (count) => ` (${count}건)`,
  going: ({ state, waitsFor }) =>
    state === 'waiting'
      ? `대기 중${waitsFor ? ` (${koreanWaits[waitsFor]})` : ''}`
      : state === 'running'
        ? '실행 중'
        : '시작 중',
  states: {
    succeeded: (count) => `성공 ${count}건`,
    failed: (count) => `실패 ${count}건`,
    missed: (count) => `미실행 ${count}건`,
    leftOut: (count) => `제외 ${count}건`,
    going: (count) => `진행 중 ${count}건`,
  },
  cost: (dollars) => `비용: 약 ${dollars} (us-east-1 정가 기준).`,
  unpriced: (jobs) => `태스크 크기를 알 수 없어 계산하지 않은 작업: ${jobs}.`,
  isCut: '실행이 너무 많아 가장 오래된 것은 빠져 있습니다.',
  more: (count) => `외 ${count}건`,
  see: (command) => `다시 보기: ${command}`,
}

export const words: Readonly<Record<Language, Words>> = { en: english, ko: korean }
