import type { Pattern } from './pattern.ts'

/** What to do: the words before a command, which stays as it is. */
const advice: readonly Pattern[] = [
  [/^Make a new one, change to it, then delete this one: /, () => '새로 만들어 바꾼 뒤 이것을 삭제하세요: '],
  [
    /^Use a role instead, then sign in as the root user and delete access key (\d) under "Security credentials"\.$/,
    (key) => `대신 역할을 쓰고, 루트 사용자로 로그인해 "보안 자격 증명"에서 액세스 키 ${key}을(를) 삭제하세요.`,
  ],
  [
    /^Find its id, switch it off, and delete it when nobody has missed it: /,
    () => 'ID를 찾아 끄고, 아무도 찾지 않으면 삭제하세요: ',
  ],
  [
    /^Sign in as the root user and delete both under "Security credentials"\.$/,
    () => '루트 사용자로 로그인해 "보안 자격 증명"에서 둘 다 삭제하세요.',
  ],
  [/^See which one is used, and delete the other: /, () => '어느 것이 쓰이는지 보고 다른 것을 삭제하세요: '],
  [
    /^Few need one today\. Delete it if nobody uses it: /,
    () => '요즘은 거의 필요 없습니다. 아무도 쓰지 않으면 삭제하세요: ',
  ],
  [
    /^Set it: aws iam update-account-password-policy \(it replaces the whole policy, so name every setting\)\.$/,
    () => '설정하세요: aws iam update-account-password-policy (정책 전체를 바꾸므로 모든 설정을 적으세요).',
  ],
  [
    /^Ask for a passkey or an MFA device, or take the password away: /,
    () => '패스키나 MFA 장치를 요구하거나 암호를 없애세요: ',
  ],
  [/^Take it away if nobody needs it: /, () => '아무도 필요하지 않으면 없애세요: '],
  [
    /^Sign in as the root user and add a passkey or an MFA device under "Security credentials"\.$/,
    () => '루트 사용자로 로그인해 "보안 자격 증명"에서 패스키나 MFA 장치를 추가하세요.',
  ],
  [
    /^Make sure that it was one of you, and why\. Daily work needs a role or a user of its own\.$/,
    () => '여러분 중 누가 왜 썼는지 확인하세요. 일상 작업에는 별도의 역할이나 사용자가 필요합니다.',
  ],
  [
    /^Remove it from the policy of the resource; what is meant so: /,
    () => '리소스의 정책에서 빼세요. 의도한 것이라면: ',
  ],
  [
    /^ACM renews it while it is used and its DNS records are there\. See why it has not: /,
    () => '쓰이고 있고 DNS 레코드가 있으면 ACM이 갱신합니다. 왜 안 되었는지 보세요: ',
  ],
  [/^Put the DNS records of the validation back: /, () => '검증용 DNS 레코드를 다시 넣으세요: '],
  [/^See what is shown: /, () => '무엇이 나오는지 보세요: '],
  [/^Renew it at (.+)\.$/, (issuer) => `${issuer}에서 갱신하세요.`],
  [
    /^Nothing renews it\. Use one of ACM instead, then: /,
    () => '자동으로 갱신되지 않습니다. 대신 ACM의 인증서를 쓰고 나서: ',
  ],
  [
    /^RDS renews it, of some engines only with a restart\. Have it done now: /,
    () => 'RDS가 갱신하지만 일부 엔진은 다시 시작해야 합니다. 지금 하려면: ',
  ],
  [
    /^Clients that check it must know the new authority first\. Then: /,
    () => '인증서를 확인하는 클라이언트가 먼저 새 인증 기관을 알아야 합니다. 그다음: ',
  ],
  [/^It is a member of the cluster (\S+): /, (name) => `클러스터 ${name}의 구성원입니다: `],
  [/^Take it out of the route tables, then: /, () => '라우팅 테이블에서 뺀 뒤: '],
  [/, wait until it is completed, then: /, () => ', 완료되면: '],
  [
    /^AWS does not raise it: use less, or another region or account\.$/,
    () => 'AWS가 늘려 주지 않습니다. 덜 쓰거나 다른 리전 또는 계정을 쓰세요.',
  ],
  [/^Ask AWS Support for more\.$/, () => 'AWS Support에 더 요청하세요.'],
  [
    /^Deploy the stack (\S+), which has that rule, and take forwardEvents: false out of the config's alerts if it is there: /,
    (stack) => `그 규칙이 있는 스택 ${stack}을(를) 배포하고, alerts에 forwardEvents: false가 있으면 빼세요: `,
  ],
  [
    /^Put trail: \{\} into the config, which makes one over all regions \(the first copy of management events is free\), and deploy: /,
    () =>
      '설정에 trail: {}를 넣으면 모든 리전의 추적이 만들어집니다(관리 이벤트의 첫 사본은 무료). 그리고 배포하세요: ',
  ],
  [
    /^Let cloudtrail\.amazonaws\.com write there by the bucket's policy \(and by its key's, where it has one\)\.$/,
    () => '버킷 정책(키가 있으면 키 정책도)에서 cloudtrail.amazonaws.com이 쓸 수 있게 하세요.',
  ],
]

/** What is only wasted is left for some days first: the advice comes behind that. */
const afterGrace = advice.map(
  ([pattern, korean]): Pattern => [new RegExp(pattern.source.replace(/^\^/, '(?<=^|: )'), pattern.flags), korean],
)

/** What to do about what the audits find, also where some days are left for it. */
export const auditAdvice: readonly Pattern[] = [
  [/^From (\S+) on, if nobody needs it: /, (day) => `${day}부터, 아무도 필요하지 않으면: `],
  ...afterGrace,
]
