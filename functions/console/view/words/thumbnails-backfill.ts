import type { Language } from '../../../../shared/language.ts'

const en = {
  title: 'Originals that were there before',
  never: 'The bucket has not been looked through yet.',
  states: { running: 'looking', stopped: 'standing still', cancelled: 'stopped', done: 'done' },
  begunAt: 'Begun',
  endedAt: 'ended',
  fromTerminal: 'from the terminal',
  looked: 'Looked at',
  sent: 'Sent to be made',
  needs: {
    right: 'Were right',
    missing: 'Had none',
    'other-recipe': 'Had those of another recipe',
    'other-version': 'Had those of another version',
    refused: 'Refused before',
    archived: 'In an archive',
  },
  start: 'Make what is missing',
  effect: (dollars: string) =>
    `Every original in the bucket is looked at, a thousand at a time. Those whose thumbnails are missing, or were made by another recipe or of another version, are made anew: fifteen a second, behind what people upload. A thousand photos that are made cost about $${dollars}. Nothing is deleted.`,
  goOn: 'Go on',
  goOnEffect: 'It goes on behind the last original that was looked at.',
  anew: 'Begin anew',
  stop: 'Stop it',
  stopEffect: 'No further original is sent. What was sent is still made. It can go on later.',
  begun: 'The bucket is looked through. How far it is stands on this page.',
  isStopped: 'It is stopped.',
  runsAlready: 'It is under way already.',
  runsNot: 'It is not under way.',
  terminal: 'What it would make, and at what cost, without doing it:',
}

const ko: typeof en = {
  title: '이전부터 있던 원본',
  never: '아직 버킷을 살펴보지 않았습니다.',
  states: { running: '확인 중', stopped: '멈춰 있음', cancelled: '중지됨', done: '완료' },
  begunAt: '시작',
  endedAt: '종료',
  fromTerminal: '터미널에서 실행',
  looked: '확인한 항목',
  sent: '생성 요청',
  needs: {
    right: '이미 올바름',
    missing: '썸네일 없음',
    'other-recipe': '다른 레시피로 만든 것',
    'other-version': '다른 버전으로 만든 것',
    refused: '이미 거부됨',
    archived: '보관 처리됨',
  },
  start: '빠진 썸네일 만들기',
  effect: (dollars) =>
    `버킷의 모든 원본을 한 번에 천 개씩 확인합니다. 썸네일이 없거나 다른 레시피 또는 다른 버전으로 만든 것은 새로 업로드된 파일 뒤에서 1초에 15개씩 다시 만듭니다. 사진 천 장을 만드는 비용은 약 $${dollars}입니다. 삭제되는 것은 없습니다.`,
  goOn: '이어서 계속',
  goOnEffect: '마지막으로 확인한 원본 다음부터 계속합니다.',
  anew: '처음부터 다시',
  stop: '중지',
  stopEffect: '더 이상 원본을 보내지 않습니다. 이미 보낸 것은 만들어집니다. 나중에 이어서 할 수 있습니다.',
  begun: '버킷을 확인하고 있습니다. 진행 상황은 이 페이지에 나옵니다.',
  isStopped: '중지했습니다.',
  runsAlready: '이미 진행 중입니다.',
  runsNot: '진행 중이 아닙니다.',
  terminal: '실제로 하지 않고 무엇을 만들지, 비용이 얼마인지 보기:',
}

export const backfillWords: Readonly<Record<Language, typeof en>> = { en, ko }
