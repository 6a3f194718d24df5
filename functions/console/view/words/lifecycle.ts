import type { Language } from '../../../../shared/language.ts'

const en = {
  failing: (bucket: string) => `${bucket} is not at its policy`,
  changed: (count: number) =>
    count === 1 ? 'One lifecycle rule was put right.' : `${count} lifecycle rules were put right.`,
  buckets: 'Buckets',
  bucket: 'Bucket',
  states: { kept: 'as its policy says', failing: 'not at its policy', new: 'not looked at yet' },
  since: 'Since',
  rules: 'Rules of ours',
  plan: 'What the next reconcile would change',
  planAbout: 'By the config as it is deployed, against what each bucket has now.',
  nothing: 'Nothing: every bucket has the rules of its policy.',
  notPlanned: 'The plan could not be made: AWS could not be asked.',
  change: 'Change',
  rule: 'Rule',
  words: 'In words',
  apply: 'Do it now',
  applyEffect: 'The function of lifecycle writes it, as its schedule would, and leaves rules of others as they are.',
  applied: (changed: number, failed: number) =>
    failed > 0
      ? `${changed === 1 ? 'One bucket was' : `${changed} buckets were`} changed, ${failed} could not be: see why below.`
      : changed === 0
        ? 'Every bucket was as its policy says.'
        : `${changed === 1 ? 'One bucket was' : `${changed} buckets were`} brought to its policy.`,
  last: 'Last changes',
  when: 'When',
  what: 'What',
  noChange: 'Nothing has been changed in the last 30 days.',
  changes: {
    add: 'add',
    change: 'change',
    remove: 'remove',
    rename: 'rename',
    'left alone': 'left alone',
    warning: 'warning',
    'held back': 'held back',
    error: 'not readable',
  } as Readonly<Record<string, string>>,
}

const ko: typeof en = {
  failing: (bucket) => `${bucket} 버킷이 정책과 다릅니다`,
  changed: (count) => `수명 주기 규칙 ${count}건을 바로잡았습니다.`,
  buckets: '버킷',
  bucket: '버킷',
  states: { kept: '정책과 같음', failing: '정책과 다름', new: '아직 확인하지 않음' },
  since: '시작',
  rules: '관리하는 규칙',
  plan: '다음 조정에서 바뀔 내용',
  planAbout: '배포된 설정을 각 버킷의 현재 상태와 비교했습니다.',
  nothing: '없음: 모든 버킷이 정책의 규칙을 갖고 있습니다.',
  notPlanned: 'AWS에 물어볼 수 없어 계획을 만들지 못했습니다.',
  change: '변경',
  rule: '규칙',
  words: '설명',
  apply: '지금 실행',
  applyEffect: 'lifecycle 함수가 예약 실행과 똑같이 적용합니다. 다른 사람의 규칙은 그대로 둡니다.',
  applied: (changed, failed) =>
    failed > 0
      ? `버킷 ${changed}개를 바꿨고 ${failed}개는 바꾸지 못했습니다. 아래에서 이유를 확인하세요.`
      : changed === 0
        ? '모든 버킷이 정책과 같았습니다.'
        : `버킷 ${changed}개를 정책에 맞췄습니다.`,
  last: '최근 변경',
  when: '시각',
  what: '내용',
  noChange: '지난 30일 동안 바뀐 것이 없습니다.',
  changes: {
    add: '추가',
    change: '변경',
    remove: '삭제',
    rename: '이름 변경',
    'left alone': '그대로 둠',
    warning: '주의',
    'held back': '보류',
    error: '읽을 수 없음',
  },
}

export const lifecycleWords: Readonly<Record<Language, typeof en>> = { en, ko }
