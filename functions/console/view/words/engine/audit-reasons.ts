import { everyone, opened } from './audit-words.ts'
import type { Pattern } from './pattern.ts'

/** Parts of a sentence that stand in it several at once. */
const partsOf: readonly Pattern[] = [
  [
    /\bpasswords of (\d+) characters are taken, and (\d+) are wanted/g,
    (taken, wanted) => `암호 길이 ${taken}자 허용(필요: ${wanted}자)`,
  ],
  [/\bpasswords without (.+?) are taken/g, (what) => `${what} 없는 암호 허용`],
  [
    /\b(\d+) earlier passwords are remembered, and (\d+) are wanted/g,
    (kept, wanted) => `이전 암호 ${kept}개 기억(필요: ${wanted}개)`,
  ],
  [/\bpasswords live for ever, and (\d+) are wanted at most/g, (most) => `암호 무기한 사용(최대: ${most}일)`],
  [
    /\bpasswords live (\d+) days, and (\d+) are wanted at most/g,
    (days, most) => `암호 ${days}일 사용(최대: ${most}일)`,
  ],
  [/\bits policy is public/g, () => '정책이 공개임'],
  [/\bits ACL grants /g, () => 'ACL 허용: '],
]

/** Why it is wrong. */
const sentencesOfReasons: readonly Pattern[] = [
  [/^It was made (\S+) and is active\.$/, (day) => `${day}에 만들어졌고 활성 상태입니다.`],
  [/^It was last used (\S+?)(?:, by its password)?\.$/, (day) => `${day}에 마지막으로 쓰였습니다.`],
  [
    /^It was last used (.+), by access key (\d)\.$/,
    (how, key) => `액세스 키 ${key}(으)로 마지막으로 쓰였습니다: ${how}.`,
  ],
  [/^It was last used (\S+), (.+)\.$/, (day, how) => `${day}에 마지막으로 쓰였습니다(${how}).`],
  [
    /^It has not been used since it was made(?: or changed)?, (\S+)\.$/,
    (day) => `${day}에 만들어진 뒤 쓰이지 않았습니다.`,
  ],
  [
    /^Two are for the days of a change from one to the other\. Afterwards nobody notices if the second one is stolen\.$/,
    () => '두 개는 서로 바꾸는 며칠 동안만 필요합니다. 그 뒤에는 두 번째 키가 도난당해도 아무도 모릅니다.',
  ],
  [
    /^The user has a password for the console and no MFA device\.$/,
    () => '사용자에게 콘솔 암호가 있고 MFA 장치가 없습니다.',
  ],
  [
    /^Anyone who learns the password of the root user owns the account: no other factor is asked for\.$/,
    () => '루트 사용자의 암호를 알아낸 사람은 누구나 계정을 차지합니다. 다른 인증 요소를 묻지 않습니다.',
  ],
  [
    /^A key of the root user may do everything in the account, and no policy of the account limits it\.$/,
    () => '루트 사용자의 키는 계정에서 모든 것을 할 수 있고, 계정의 어떤 정책도 이를 제한하지 않습니다.',
  ],
  [/^By the policy of the account (.+)\.$/, (words) => `계정의 정책: ${words}.`],
  [
    /^The account has no policy; by the default of AWS (.+)\.$/,
    (words) => `계정에 정책이 없습니다. AWS의 기본값: ${words}.`,
  ],
  [/^ACM says (\S+?)(?: \((.+)\))?\.$/, (status, why) => `ACM의 상태: ${status}${why ? ` (${why})` : ''}.`],
  [
    /^It is of (.+), issued by (.+): (.+)\.$/,
    (subject, issuer, why) => `${subject}의 인증서이고 발급자는 ${issuer}입니다: ${why}.`,
  ],
  [/^From (\S+) on clients refuse the connection\.$/, (at) => `${at}부터 클라이언트가 연결을 거부합니다.`],
  [/^It ends (\S+); nothing of AWS uses it\.$/, (at) => `${at}에 만료됩니다. AWS에서 쓰는 것이 없습니다.`],
  [
    /^Access Analyzer \((.+?)\) has seen no use of it for as long as it is told to look back\.$/,
    (name) => `Access Analyzer(${name})가 살펴보는 기간 동안 쓰인 적이 없습니다.`,
  ],
  [
    /^Access Analyzer \((.+?)\): (.+) may (.+)\.$/,
    (name, by, what) => `Access Analyzer(${name}): ${everyone(by)}에게 허용됨: ${what === 'use it' ? '사용' : what}.`,
  ],
  [
    /^Of the bucket, (.+)\. Neither a block of its own nor that of the account forbids it\.$/,
    (ways) => `버킷의 상태: ${ways}. 버킷의 차단도 계정의 차단도 이를 막지 않습니다.`,
  ],
  [
    /^Of the bucket, (.+)\. The account's own block of public access, if it is on, forbids it nevertheless\.$/,
    (ways) => `버킷의 상태: ${ways}. 계정의 퍼블릭 액세스 차단이 켜져 있으면 그래도 막힙니다.`,
  ],
  [
    /^PubliclyAccessible is on: only its security groups keep the internet out\.$/,
    () => 'PubliclyAccessible이 켜져 있습니다. 보안 그룹만 인터넷을 막습니다.',
  ],
  [/^It is shared with all accounts of AWS\.$/, () => 'AWS의 모든 계정과 공유되어 있습니다.'],
  [
    /^What clients send there can be read and changed on its way: it does not send them on to HTTPS\.$/,
    () => '클라이언트가 보내는 내용을 중간에서 읽고 바꿀 수 있습니다. HTTPS로 돌려보내지 않습니다.',
  ],
  [
    /^Its security policy is (\S+)\. No browser of today needs these versions, and they are no longer safe\.$/,
    (policy) => `보안 정책은 ${policy}입니다. 요즘 브라우저에는 이 버전들이 필요 없고, 더는 안전하지 않습니다.`,
  ],
  [
    /^It allows (.+?)\. (Something uses it|No network interface uses it now)\.$/,
    (ranges, use) =>
      `${opened(ranges)}을(를) 허용합니다. ${use === 'Something uses it' ? '쓰는 것이 있습니다.' : '지금 쓰는 네트워크 인터페이스가 없습니다.'}`,
  ],
  [
    /^It is not associated with an instance, a network interface or a NAT gateway, and is paid for\.$/,
    () => '인스턴스, 네트워크 인터페이스, NAT 게이트웨이에 연결되어 있지 않은데 비용이 나갑니다.',
  ],
  [/^For (\d+) days it had no connection\.$/, (days) => `${days}일 동안 연결이 없었습니다.`],
  [
    /^None of its (?:one target group|(\d+) target groups) has a target: all it answers is 503\.$/,
    (count) => `대상 그룹 ${count || '1'}개에 대상이 없어 503만 응답합니다.`,
  ],
  [
    /^Its volumes and elastic IP addresses are paid for as if it ran\.$/,
    () => '볼륨과 탄력적 IP 주소에는 켜져 있을 때와 같이 비용이 나갑니다.',
  ],
  [/^It has no retention(?:, and ([\d.]+) GB)?\.$/, (size) => `보존 기간이 없습니다${size ? `(${size} GB)` : ''}.`],
  [/^For (\d+) days no byte has gone out through it\.$/, (days) => `${days}일 동안 나간 데이터가 없습니다.`],
  [
    /^It was made (\S+); no AMI needs it\. The dollars are the most that it can cost: AWS bills what is really stored\.$/,
    (day) => `${day}에 만들어졌고 필요로 하는 AMI가 없습니다. 금액은 최댓값이며 AWS는 실제 저장량을 청구합니다.`,
  ],
  [
    /^It has (\d+) GiB of (.+)\. AWS does not say since when it is free\.$/,
    (size, type) =>
      `${type === 'an unknown type' ? '알 수 없는 유형' : type} ${size} GiB입니다. 언제부터 비어 있는지 AWS가 알려 주지 않습니다.`,
  ],
  [
    /^The limit in (\S+) is ([\d.]+)\. At its end AWS refuses what comes beyond it\.$/,
    (region, limit) => `${region}의 한도는 ${limit}입니다. 한도에 이르면 AWS가 그 이상을 거부합니다.`,
  ],
  [
    /^`alerts\.events` asks for (.+)\. AWS sends these in (\S+) alone \(of sign-ins: most\), and no rule there hands them on to this region's bus\.$/,
    (events, region) =>
      `alerts.events가 ${events.replaceAll(' and ', ', ')}을(를) 원합니다. AWS는 이를 ${region}에서만 알리고(로그인은 대부분), 그곳에는 이 리전으로 넘기는 규칙이 없습니다.`,
  ],
  [/^There is none\. /, () => '하나도 없습니다. '],
  [/([^.]+) logs the account meanwhile\.$/, (names) => ` 그동안 ${names.trim()}이(가) 계정을 기록합니다.`],
  [
    /^CloudTrail could not deliver to the bucket (.+): (.+)\.$/,
    (bucket, why) => `CloudTrail이 버킷 ${bucket}에 쓰지 못했습니다: ${why}.`,
  ],
  [
    /^Their event selectors leave out management events that write\. /,
    () => '이벤트 선택기에서 쓰기 관리 이벤트가 빠져 있습니다. ',
  ],
  [
    /^(.+) logs this region alone: what somebody does in another one, and, outside us-east-1, changes of IAM and most sign-ins, are not seen\.$/,
    (names) =>
      `${names}은(는) 이 리전만 기록합니다. 다른 리전에서 한 일과, us-east-1 밖이라면 IAM 변경과 대부분의 로그인이 보이지 않습니다.`,
  ],
  [
    /A trail stopped, a key disabled, a policy changed, a sign-in of the root user: nobody is alerted, and nothing shows afterwards who did what\./,
    () =>
      '추적 중지, 키 비활성화, 정책 변경, 루트 사용자 로그인이 있어도 아무도 알림을 받지 못하고, 누가 무엇을 했는지 나중에 알 수 없습니다.',
  ],
  [
    /Deploy the current stack; if that does not help, a policy of the organization denies it\./,
    () => '현재 스택을 배포하세요. 그래도 안 되면 조직의 정책이 거부하는 것입니다.',
  ],
]

/** Why something that the audits find is wrong. */
export const auditReasons: readonly Pattern[] = [...sentencesOfReasons, ...partsOf]
