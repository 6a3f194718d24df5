import { auditAdvice } from './audit-advice.ts'
import { auditReasons } from './audit-reasons.ts'
import { everyone, opened } from './audit-words.ts'
import type { Pattern } from './pattern.ts'

const who = (english: string): string =>
  english === 'The root user' ? '루트 사용자' : english.replace(/^(?:The )?[Uu]ser /, '사용자 ')

const named = 'The root user|(?:The u|U)ser [^\\n]+?'

/** A pattern with who it is about at its beginning. */
const about = (rest: string): RegExp => new RegExp(`^(${named}) ${rest}$`)

/** What Access Analyzer has not seen used. */
const unused: Readonly<Record<string, string>> = {
  'is not used': '이(가) 쓰이지 않습니다',
  'has an access key that is not used': '에 쓰이지 않는 액세스 키가 있습니다',
  'has a password that is not used': '에 쓰이지 않는 암호가 있습니다',
  'has permissions that are not used': '에 쓰이지 않는 권한이 있습니다',
  'has access that is not used': '에 쓰이지 않는 접근 권한이 있습니다',
}

const unit = (resource: string): string =>
  resource === 'cluster snapshot'
    ? '클러스터 스냅샷'
    : resource === 'database snapshot'
      ? '데이터베이스 스냅샷'
      : '스냅샷'

/** What is wrong, as a finding's title has it. */
const titles: readonly Pattern[] = [
  [
    about('has access key (\\d) that is older than (\\d+) days'),
    (name, key, days) => `${who(name)}의 액세스 키 ${key}이(가) ${days}일보다 오래되었습니다`,
  ],
  [
    about('has access key (\\d) that was not used for (\\d+) days'),
    (name, key, days) => `${who(name)}의 액세스 키 ${key}이(가) ${days}일 동안 쓰이지 않았습니다`,
  ],
  [about('has two active access keys'), (name) => `${who(name)}에게 활성 액세스 키가 두 개 있습니다`],
  [about('has access key (\\d)'), (name, key) => `${who(name)}에게 액세스 키 ${key}이(가) 있습니다`],
  [
    about('has signing certificate (\\d) that is older than (\\d+) days'),
    (name, key, days) => `${who(name)}의 서명 인증서 ${key}이(가) ${days}일보다 오래되었습니다`,
  ],
  [about('signs in without MFA'), (name) => `${who(name)}이(가) MFA 없이 로그인합니다`],
  [
    about('has a password that was not used for (\\d+) days'),
    (name, days) => `${who(name)}의 암호가 ${days}일 동안 쓰이지 않았습니다`,
  ],
  [/^The root user has no MFA$/, () => '루트 사용자에게 MFA가 없습니다'],
  [/^The root user was used$/, () => '루트 사용자가 사용되었습니다'],
  [
    /^The password policy of the account is weaker than the config: (.+)$/,
    (setting) => `계정의 암호 정책이 설정보다 약합니다: ${setting}`,
  ],
  [/^The renewal of the certificate of (.+) has failed$/, (name) => `${name} 인증서의 갱신이 실패했습니다`],
  [
    /^The renewal of the certificate of (.+) waits for its validation$/,
    (name) => `${name} 인증서의 갱신이 검증을 기다립니다`,
  ],
  [/^Clients do not trust the certificate of (.+)$/, (name) => `클라이언트가 ${name} 인증서를 신뢰하지 않습니다`],
  [
    /^The certificate of (?:the database )?(.+) has ended on (\S+)$/,
    (name, day) => `${name} 인증서가 ${day}에 만료되었습니다`,
  ],
  [/^The certificate of (?:the database )?(.+) ends on (\S+)$/, (name, day) => `${name} 인증서가 ${day}에 만료됩니다`],
  [/^The (.+) can be used by (.+)$/, (what, by) => `${everyone(by)}이(가) ${what}을(를) 쓸 수 있습니다`],
  [
    /^The (.+?) (is not used|has an access key that is not used|has a password that is not used|has permissions that are not used|has access that is not used)$/,
    (what, how) => `${what}${unused[how]}`,
  ],
  [/^Bucket (.+) is public$/, (name) => `버킷 ${name}이(가) 공개되어 있습니다`],
  [/^Database (.+) has a public address$/, (name) => `데이터베이스 ${name}에 퍼블릭 주소가 있습니다`],
  [
    /^Anyone may restore the (database snapshot|cluster snapshot|snapshot) (.+)$/,
    (what, name) => `누구나 ${unit(what)} ${name}을(를) 복원할 수 있습니다`,
  ],
  [
    /^Anyone may start the machine image (.+) and read what is in it$/,
    (name) => `누구나 머신 이미지 ${name}을(를) 시작하고 내용을 읽을 수 있습니다`,
  ],
  [
    /^Load balancer (.+) speaks TLS 1\.0 or 1\.1 on port (\d+)$/,
    (name, port) => `로드 밸런서 ${name}이(가) ${port} 포트에서 TLS 1.0 또는 1.1을 씁니다`,
  ],
  [
    /^Load balancer (.+) speaks HTTP without TLS on port (\d+)$/,
    (name, port) => `로드 밸런서 ${name}이(가) ${port} 포트에서 TLS 없이 HTTP를 씁니다`,
  ],
  [
    /^Security group (.+) lets the world in on (.+)$/,
    (name, ports) => `보안 그룹 ${name}이(가) ${opened(ports)}을(를) 전 세계에 엽니다`,
  ],
  [/^Address (.+) belongs to nothing$/, (name) => `주소 ${name}이(가) 아무것에도 연결되어 있지 않습니다`],
  [/^Nobody connects to the database (.+)$/, (name) => `데이터베이스 ${name}에 아무도 연결하지 않습니다`],
  [/^Load balancer (.+) has no target$/, (name) => `로드 밸런서 ${name}에 대상이 없습니다`],
  [/^Log group (.+) keeps everything for ever$/, (name) => `로그 그룹 ${name}이(가) 모든 것을 영구히 보관합니다`],
  [/^NAT gateway (.+) carries nothing$/, (name) => `NAT 게이트웨이 ${name}을(를) 지나는 것이 없습니다`],
  [/^Snapshot (.+) is older than (\d+) days$/, (name, days) => `스냅샷 ${name}이(가) ${days}일보다 오래되었습니다`],
  [/^Instance (.+) has been stopped since (\S+)$/, (name, day) => `인스턴스 ${name}이(가) ${day}부터 멈춰 있습니다`],
  [/^Volume (.+) is attached to nothing$/, (name) => `볼륨 ${name}이(가) 아무것에도 연결되어 있지 않습니다`],
  [/^(.+) is ([\d.]+) % used$/, (name, percent) => `${name}: ${percent} % 사용 중입니다`],
  [/^Events of (\S+) do not reach (\S+)$/, (from, to) => `${from}의 이벤트가 ${to}에 오지 않습니다`],
  [/^No trail of CloudTrail logs in (\S+)$/, (region) => `${region}에서 기록하는 CloudTrail 추적이 없습니다`],
  [/^No trail logs the calls that change something$/, () => '변경 호출을 기록하는 추적이 없습니다'],
  [/^No trail logs other regions than (\S+)$/, (region) => `${region} 외의 리전을 기록하는 추적이 없습니다`],
  [/^The trail (.+) does not log$/, (name) => `추적 ${name}이(가) 기록하지 않습니다`],
  [/^The trail (.+) cannot write its files$/, (name) => `추적 ${name}이(가) 파일을 쓰지 못합니다`],
]

/** What the audits find, why it is wrong and what to do. */
export const auditPatterns: readonly Pattern[] = [...titles, ...auditReasons, ...auditAdvice]
