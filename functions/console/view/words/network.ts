import type { Language } from '../../../../shared/language.ts'
import type { WayOut } from '../../../../shared/reach/estate/plan.ts'

const ways = (open: string, nat: string, gateway: string, none: string): Readonly<Record<WayOut, string>> => ({
  open,
  nat,
  gateway,
  none,
})

const en = {
  about:
    'Who may reach whom, by the templates that were deployed with this page. A change made by hand in AWS is not in it.',
  unknown: 'This page was deployed without a picture of the network.',
  label: 'The network: zones, subnets and what may pass. The table below says the same.',
  caption: 'Solid: from every zone, address and port. Dashed: from some of them.',
  ways: ways('open to the internet', 'out by NAT', 'out by a gateway', 'no way out'),
  empty: (wayOut: string) => `${wayOut}, empty`,
  out: 'out',
  passages: 'What may pass',
  from: 'From',
  to: 'To',
  ports: 'Ports',
  anyPort: 'out',
  passes: 'How much',
  extent: { all: 'everything', some: 'a part' },
  more: 'Hop by hop, or why something does not get through:',
}

const ko: typeof en = {
  about:
    '이 페이지와 함께 배포한 템플릿에서 누가 누구에게 도달할 수 있는지 보여 줍니다. AWS에서 손으로 바꾼 것은 들어 있지 않습니다.',
  unknown: '이 페이지는 네트워크 그림 없이 배포되었습니다.',
  label: '네트워크: 가용 영역, 서브넷, 통과할 수 있는 것. 아래 표도 같은 내용입니다.',
  caption: '실선: 모든 영역, 주소, 포트에서. 점선: 그중 일부에서.',
  ways: ways('인터넷에 열림', 'NAT로 나감', '게이트웨이로 나감', '나가는 길 없음'),
  empty: (wayOut) => `${wayOut}, 비어 있음`,
  out: '외부로',
  passages: '통과할 수 있는 것',
  from: '출발',
  to: '도착',
  ports: '포트',
  anyPort: '외부로',
  passes: '범위',
  extent: { all: '전부', some: '일부' },
  more: '한 단계씩, 또는 통과하지 못하는 이유:',
}

export const networkWords: Readonly<Record<Language, typeof en>> = { en, ko }
