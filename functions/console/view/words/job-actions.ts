import type { Language } from '../../../../shared/language.ts'

const en = {
  run: 'Run now',
  runNow: (usual: string | undefined) =>
    `Starts one task now, in about half a minute${usual === undefined ? '.' : `; it usually takes ${usual}.`}`,
  runBeside: (at: string) => `The run of ${at} is not over: a second one starts beside it.`,
  runForbidden: (at: string) =>
    `The run of ${at} is not over, and this job must not overlap: the new one would be left out.`,
  runReplaces: (at: string) => `The run of ${at} is not over: it is stopped, and the new one takes its place.`,
  runSuspended: 'It is suspended: only this one run starts.',
  ran: (job: string, state: string) => `A run of ${job} was asked for: ${state}.`,
  ranNot: (state: string, why: string) => `The run was ${state}. ${why}`,
  rehearse: 'Dry run',
  rehearseEffect: 'Says what would become of a run now, and starts nothing.',
  rehearsed: (job: string, state: string) => `A run of ${job} now would be: ${state}. Nothing was started.`,
  rehearsedRuns: (job: string) => `A run of ${job} would start now. Nothing was started.`,
  preflight: 'Whether its network, roles, image and secrets are in place, the terminal checks:',
  suspend: 'Suspend',
  suspendEffect: (next: string | undefined) =>
    `No run starts until then${next === undefined ? '' : `, the next one would be at ${next}`}; firings in between are left out. A run in progress goes on.`,
  suspendFor: 'For how long',
  spans: {
    '1h': '1 hour',
    '4h': '4 hours',
    '12h': '12 hours',
    '1d': '1 day',
    '7d': '7 days',
    resume: 'until it is resumed',
    until: 'until the time beside',
  },
  until: (zone: string) => `Until (${zone})`,
  reason: 'Why',
  suspendedNow: (job: string, until: string | undefined) =>
    `${job} is suspended ${until === undefined ? 'until somebody resumes it' : `until ${until}`}.`,
  noUntil: 'Say until when: the field for the time is empty.',
  resume: 'Resume',
  resumeEffect: 'Runs start again with the next firing. What was left out does not run.',
  resumed: (job: string) => `${job} runs again.`,
  cancel: 'Cancel',
  cancelEffect:
    'Its task gets SIGTERM, and SIGKILL if it does not end. The run ends as failed (cancelled): nobody is paged, and it is not tried again.',
  cancelWaiting: 'It has no task yet: it ends as failed (cancelled), and nobody is paged.',
  cancelled: (job: string) => `The run of ${job} is being stopped.`,
  retryEffect: (attempt: number) => `Runs it again for the same time, as try ${attempt}.`,
}

const ko: typeof en = {
  run: '지금 실행',
  runNow: (usual) => `약 30초 안에 태스크 하나를 시작합니다.${usual === undefined ? '' : ` 보통 ${usual} 걸립니다.`}`,
  runBeside: (at) => `${at} 실행이 아직 끝나지 않았습니다. 두 번째 실행이 함께 시작됩니다.`,
  runForbidden: (at) => `${at} 실행이 아직 끝나지 않았고 이 작업은 겹칠 수 없습니다. 새 실행은 건너뜁니다.`,
  runReplaces: (at) => `${at} 실행이 아직 끝나지 않았습니다. 그 실행을 멈추고 새 실행이 대신합니다.`,
  runSuspended: '중지된 작업입니다. 이 실행 한 번만 시작됩니다.',
  ran: (job, state) => `${job} 실행을 요청했습니다: ${state}.`,
  ranNot: (state, why) => `실행되지 않았습니다: ${state}. ${why}`,
  rehearse: '모의 실행',
  rehearseEffect: '지금 실행하면 어떻게 되는지만 알려 주고 아무것도 시작하지 않습니다.',
  rehearsed: (job, state) => `${job} 작업을 지금 실행하면: ${state}. 시작된 것은 없습니다.`,
  rehearsedRuns: (job) => `${job} 작업을 지금 실행하면 시작됩니다. 시작된 것은 없습니다.`,
  preflight: '네트워크, 역할, 이미지, 비밀이 준비되었는지는 터미널에서 확인합니다:',
  suspend: '중지',
  suspendEffect: (next) =>
    `그때까지 실행이 시작되지 않습니다${next === undefined ? '' : ` (다음 예정: ${next})`}. 그 사이의 예정은 건너뜁니다. 실행 중인 것은 계속됩니다.`,
  suspendFor: '기간',
  spans: {
    '1h': '1시간',
    '4h': '4시간',
    '12h': '12시간',
    '1d': '1일',
    '7d': '7일',
    resume: '재개할 때까지',
    until: '옆의 시각까지',
  },
  until: (zone) => `종료 시각 (${zone})`,
  reason: '이유',
  suspendedNow: (job, until) => `${job} 작업을 ${until === undefined ? '재개할 때까지' : `${until}까지`} 중지했습니다.`,
  noUntil: '언제까지인지 적어 주세요. 시각 칸이 비어 있습니다.',
  resume: '재개',
  resumeEffect: '다음 예정부터 실행이 다시 시작됩니다. 건너뛴 것은 실행하지 않습니다.',
  resumed: (job) => `${job} 작업을 재개했습니다.`,
  cancel: '취소',
  cancelEffect:
    '태스크에 SIGTERM을, 끝나지 않으면 SIGKILL을 보냅니다. 실행은 실패(취소)로 끝나며 아무도 호출하지 않고 다시 시도하지도 않습니다.',
  cancelWaiting: '아직 태스크가 없습니다. 실패(취소)로 끝나며 아무도 호출하지 않습니다.',
  cancelled: (job) => `${job} 실행을 멈추는 중입니다.`,
  retryEffect: (attempt) => `같은 시각의 실행을 ${attempt}번째 시도로 다시 합니다.`,
}

export const jobActWords: Readonly<Record<Language, typeof en>> = { en, ko }
