import type { Language } from '../../../../shared/language.ts'

const en = {
  name: 'Deployment',
  region: 'Region',
  version: 'Version of the config',
  versionAbout: 'A hash of the whole config with its defaults. In a checkout this says whether it differs:',
  actions: 'What people did in the last 30 days',
  noAction: 'Nobody has done anything by hand in the last 30 days.',
  when: 'When',
  who: 'Who',
  where: 'Where',
  target: 'On what',
  what: 'What',
  outcomes: {
    asked: 'begun, its end is not known',
    done: 'done',
    refused: 'refused, nothing changed',
    failed: 'failed',
  } as Readonly<Record<string, string>>,
  inEffect: 'In effect, with defaults',
  inEffectAbout: 'As it was deployed. Numbers and addresses of people are masked.',
  others: 'general',
  deployments: 'Deployments',
  buttons: 'Buttons of this page',
  deployed: (count: number) =>
    count === 1 ? 'Another config was deployed.' : `The config was deployed ${count} times.`,
  pressed: (count: number, people: string) =>
    `${count === 1 ? 'One button was' : `${count} buttons were`} pressed by ${people}.`,
}

const ko: typeof en = {
  name: '배포',
  region: '리전',
  version: '설정 버전',
  versionAbout: '기본값을 포함한 설정 전체의 해시입니다. 체크아웃과 다른지는 다음 명령으로 확인합니다:',
  actions: '지난 30일 동안 사람이 한 일',
  noAction: '지난 30일 동안 사람이 직접 한 일이 없습니다.',
  when: '시각',
  who: '누가',
  where: '어디서',
  target: '대상',
  what: '내용',
  outcomes: { asked: '시작됨, 결과를 알 수 없음', done: '완료', refused: '거부됨, 바뀐 것 없음', failed: '실패' },
  inEffect: '적용 중인 설정 (기본값 포함)',
  inEffectAbout: '배포된 그대로입니다. 사람의 번호와 주소는 가렸습니다.',
  others: '일반',
  deployments: '배포',
  buttons: '이 페이지의 버튼',
  deployed: (count) => `설정이 ${count}번 배포되었습니다.`,
  pressed: (count, people) => `${people} 님이 버튼을 ${count}번 눌렀습니다.`,
}

export const configWords: Readonly<Record<Language, typeof en>> = { en, ko }
