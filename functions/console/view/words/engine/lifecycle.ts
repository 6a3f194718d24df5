import type { Pattern } from './pattern.ts'

const past: Readonly<Record<string, string>> = {
  added: '추가됨',
  changed: '변경됨',
  removed: '삭제됨',
  renamed: '이름 변경됨',
}

/** Why a bucket is not at its policy, and what was changed. Words of AWS stay as they are. */
export const lifecyclePatterns: readonly Pattern[] = [
  [
    /Nightshift may not read or change this bucket's lifecycle or versioning\. Look for a statement in the bucket's policy, or in the organisation's, that denies it\./,
    () =>
      'Nightshift가 이 버킷의 수명 주기나 버전 관리를 읽거나 바꿀 수 없습니다. 버킷 정책이나 조직 정책에서 이를 거부하는 문을 찾으세요.',
  ],
  [
    /There is no such bucket\. Make it, or correct its name in nightshift\.config\.ts\./,
    () => '그런 버킷이 없습니다. 만들거나 nightshift.config.ts에서 이름을 고치세요.',
  ],
  [
    /The bucket would have (\d+) lifecycle rules; S3 takes (\d+)\. Remove some of those that Nightshift did not write\./,
    (count, most) =>
      `버킷의 수명 주기 규칙이 ${count}개가 됩니다. S3는 ${most}개까지 받습니다. Nightshift가 쓰지 않은 규칙을 줄이세요.`,
  ],
  [
    /S3 would refuse the rules \((\w+)\), so they are not sent\./,
    (code) => `S3가 규칙을 거부할 것이므로(${code}) 보내지 않았습니다.`,
  ],
  [
    /No time left in this call; the next one goes on here\./,
    () => '이번 호출에 시간이 남지 않았습니다. 다음 호출이 이어서 합니다.',
  ],
  [/No time left in this call\./, () => '이번 호출에 시간이 남지 않았습니다.'],
  [/\bminimum transition size set to (\S+?)(?=[,;]|$)/g, (size) => `최소 전환 크기를 ${size}(으)로 설정함`],
  [/\bversioning switched on\b/g, () => '버전 관리를 켬'],
  [
    /\b(nightshift:\S+|Intelligent-Tiering \S+) (added|changed|removed|renamed)(?:, was ([^\s,;]+))?/g,
    (id, how, before) => `${id} ${past[how]}${before ? `(이전: ${before})` : ''}`,
  ],
]
