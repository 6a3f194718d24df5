import { auditPatterns } from './audits.ts'
import { backupPatterns } from './backups.ts'
import { lifecyclePatterns } from './lifecycle.ts'
import type { Pattern } from './pattern.ts'
import { thumbnailPatterns } from './thumbnails.ts'

const comparisons: Readonly<Record<string, string>> = {
  'greater than or equal to': '이상',
  'greater than': '초과',
  'less than or equal to': '이하',
  'less than': '미만',
}

/** Sentences of jobs, of alerts and of CloudWatch that have names, times and numbers in them. */
const ofRunsAndIncidents: readonly Pattern[] = [
  [/^Probably: /, () => '아마도: '],
  [/ ECS says: /g, () => ' ECS의 말: '],
  [
    /The job's own command failed with exit code (\d+)(?:, which means the signal (\w+))?\./g,
    (code, signal) => `작업의 명령 자체가 종료 코드 ${code}(으)로 실패했습니다${signal ? ` (신호 ${signal})` : ''}.`,
  ],
  [
    /It was stopped and ended on SIGTERM with exit code (\d+)\./g,
    (code) => `중지되어 SIGTERM에 종료 코드 ${code}(으)로 끝났습니다.`,
  ],
  [/It ran longer than ([^.(]+) \(runTimeout\)\./g, (time) => `${time}(runTimeout)보다 오래 실행되었습니다.`],
  [/It did not start within ([^.(]+) \(startTimeout\)\./g, (time) => `${time}(startTimeout) 안에 시작되지 않았습니다.`],
  [/It was cancelled by (\S+?)\./g, (by) => `${by} 님이 취소했습니다.`],
  [/It was replaced by the run of (\S+?)\.(?=\s|$)/g, (at) => `${at}의 실행이 대신했습니다.`],
  [/It waits for the end of the run of (\S+?)\.(?=\s|$)/g, (at) => `${at}의 실행이 끝나기를 기다립니다.`],
  [
    /It waits for (.+?), which is being switched on for it\./g,
    (what) => `${what}을(를) 기다립니다. 이 실행을 위해 켜는 중입니다.`,
  ],
  [
    /It waits for (.+?), which hours has switched off\./g,
    (what) => `운영 시간으로 꺼져 있는 ${what}을(를) 기다립니다.`,
  ],
  [
    /The run of (\S+) came before it could start and took its place \(overlap: replace\)\./g,
    (at) => `시작하기 전에 ${at}의 실행이 와서 대신했습니다(overlap: replace).`,
  ],
  [
    /The run of (\S+) is not over \((\w+)\), and runs of this job must not overlap \(overlap: forbid\)\./g,
    (at) => `${at}의 실행이 끝나지 않았고, 이 작업의 실행은 겹치면 안 됩니다(overlap: forbid).`,
  ],
  [
    /No firing arrived within (.+?) of its time \(startWithin\)\. Is the schedule paused, or the function that starts jobs throttled or broken\?/g,
    (time) =>
      `예정 시각부터 ${time}(startWithin) 안에 실행 요청이 오지 않았습니다. 일정이 멈춰 있거나, 작업을 시작하는 함수가 제한되거나 고장 났나요?`,
  ],
  [/The job is suspended until (\S+?)(?=[.:](?:\s|$))/g, (until) => `작업이 ${until}까지 일시 중단되어 있습니다`],
  // Incidents.
  [/^resolved by (.+)$/, (by) => `${by} 님이 해결함`],
  [/^silenced: /, () => '알림 꺼짐: '],
  [/^inhibited by (.+)$/, (alarm) => `${alarm} 때문에 억제됨`],
  [
    /^planned off: (.+) has been off since (.+)$/,
    (target, since) => `계획된 중지: ${target}이(가) ${since}부터 꺼져 있음`,
  ],
  [
    /^planned off: (.+) has just been started, and has time until (.+)$/,
    (target, until) => `계획된 중지: ${target}이(가) 방금 켜져 ${until}까지 기다림`,
  ],
  [/^flapping: (\d+) times in (\d+) minutes/, (times, minutes) => `반복됨: ${minutes}분 동안 ${times}번`],
  [/^nobody acknowledged in (\d+) steps?: /, (steps) => `${steps}단계까지 아무도 확인하지 않음: `],
  [/^acknowledged by (\S+) at (\S+)(?=,)/, (by, at) => `${by} 님이 ${at}에 확인함`],
  [/^snoozed by (\S+) until (\S+)(?=,)/, (by, until) => `${by} 님이 ${until}까지 미룸`],
  [
    /No sign of life for (.+?); it promised one every (.+?)\./,
    (time, every) => `${time} 동안 신호가 없습니다. ${every}마다 와야 합니다.`,
  ],
  // CloudWatch's own: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
  [
    /Threshold Crossed: (\d+) out of the last (\d+) datapoints? \[(.+?)\] (?:was|were) (greater than or equal to|greater than|less than or equal to|less than) the threshold \((.+?)\)(?: \(minimum \d+ datapoints? for \w+ -> \w+ transition\))?\./i,
    (count, all, values, how, threshold) =>
      `임계값을 넘음: 최근 데이터 ${all}개 중 ${count}개 [${values}]가 임계값 ${threshold} ${comparisons[how.toLowerCase()] ?? how}.`,
  ],
  [
    /Threshold Crossed: (\d+) datapoints? (?:\[(.+?)\] )?(?:was|were) (greater than or equal to|greater than|less than or equal to|less than) the threshold(?: \((.+?)\))?\./i,
    (count, values, how, threshold) =>
      `임계값을 넘음: 데이터 ${count}개${values ? ` [${values}]` : ''}가 임계값${threshold ? ` ${threshold}` : ''} ${comparisons[how.toLowerCase()] ?? how}.`,
  ],
  [
    /Threshold Crossed: no datapoints were received for (\d+) periods? and (\d+) missing datapoints? (?:was|were) treated as \[(.+?)\]\./i,
    (periods, missing, treated) =>
      `데이터 없음: ${periods}개 기간 동안 데이터가 오지 않았고, 없는 데이터 ${missing}개를 [${treated}](으)로 처리함.`,
  ],
]

/** Sentences of all engines that have names, times and numbers in them. */
export const patterns: readonly Pattern[] = [
  ...ofRunsAndIncidents,
  ...lifecyclePatterns,
  ...auditPatterns,
  ...thumbnailPatterns,
  ...backupPatterns,
]
