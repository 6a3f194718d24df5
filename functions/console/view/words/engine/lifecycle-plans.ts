import type { Language } from '../../../../../shared/language.ts'
import { type Pattern, sayInKorean } from './pattern.ts'

const when = String.raw`(?:after (\d+) days?|on (\d{4}-\d{2}-\d{2})|(at once))`
const whenText = (days = '', date = ''): string => (days ? `${days}일 후` : date ? `${date}에` : '즉시')
const spared = String.raw`(?:, the newest (\d+) spared)?`
const sparedText = (keep = ''): string => (keep ? `, 최신 ${keep}개는 남김` : '')
const kept = String.raw`(for ever|\d+ (?:second|minute|hour|day|week)s?|\d+ seconds)`
const units: Readonly<Record<string, string>> = { second: '초', minute: '분', hour: '시간', day: '일', week: '주' }
const keptText = (text: string): string =>
  text === 'for ever'
    ? '계속'
    : text.replace(/ (second|minute|hour|day|week)s?/, (_, unit: string) => units[unit] ?? '')

/** Rules of a bucket in words. */
const ofRules: readonly Pattern[] = [
  [/\(disabled\) /g, () => '(꺼짐) '],
  [/\bevery key\b/g, () => '모든 키'],
  [/\bkeys under (\S+?)(?=:? )/g, (prefix) => `${prefix} 아래의 키`],
  [/ tagged (\S+=\S*?)(?=[: ])/g, (tag) => ` (태그 ${tag})`],
  [/ and (\S+=\S*?)(?=[: ])/g, (tag) => ` (태그 ${tag})`],
  [/ over (\d+) bytes/g, (size) => ` ${size}바이트 초과`],
  [/ under (\d+) bytes/g, (size) => ` ${size}바이트 미만`],
  [
    new RegExp(`\\ba delete marker added ${when}, below which all versions stay and are charged for`, 'g'),
    (days, date) => `${whenText(days, date)} 삭제 마커를 추가함(그 아래의 모든 버전은 남고 요금이 계속 부과됨)`,
  ],
  [
    new RegExp(
      `\\ba delete marker added ${when}, in the place of a version without an ID; versions with one stay and are charged for`,
      'g',
    ),
    (days, date) =>
      `${whenText(days, date)} ID 없는 버전 자리에 삭제 마커를 추가함(ID 있는 버전은 남고 요금이 계속 부과됨)`,
  ],
  [
    new RegExp(`\\bold versions to ([A-Z_]+) ${when}${spared}`, 'g'),
    (to, days, date, _, keep) => `이전 버전은 ${whenText(days, date)} ${to}(으)로 이동${sparedText(keep)}`,
  ],
  [
    new RegExp(`\\bold versions deleted ${when}${spared}`, 'g'),
    (days, date, _, keep) => `이전 버전은 ${whenText(days, date)} 삭제${sparedText(keep)}`,
  ],
  [new RegExp(`\\bto ([A-Z_]+) ${when}`, 'g'), (to, days, date) => `${whenText(days, date)} ${to}(으)로 이동`],
  [new RegExp(`\\bdeleted ${when}`, 'g'), (days, date) => `${whenText(days, date)} 삭제`],
  [/\bleft-over delete markers removed\b/g, () => '남은 삭제 마커를 제거'],
  [/\bunfinished uploads given up after (\d+) days?/g, (days) => `끝나지 않은 업로드는 ${days}일 후 중단`],
  [/: nothing$/g, () => ': 없음'],
  [/ \(now called (\S+)\)$/g, (id) => ` (지금 이름: ${id})`],
  [/ \(now (?=[^()]*(?:\([^()]*\)[^()]*)*\)$)/g, () => ' (지금: '],
]

/** What a change would delete, and what stands in its way. */
const ofLosses: readonly Pattern[] = [
  [/\. Agreed to: made from (\S+) on$/, (at) => `. 동의됨: ${at}부터 적용됩니다`],
  [/\. It is made only once somebody agrees to it$/, () => '. 누군가 동의해야 적용됩니다'],
  [
    /\bmay delete objects that are there now; they could not be looked at/,
    () => '지금 있는 객체를 삭제할 수 있습니다. 객체를 확인하지 못했습니다',
  ],
  [
    /\bdeletes (at least )?(\d+) objects? that (?:is|are) there now, (\S+ \S+), the newest \((?:(.+), )?written (\S+)\); /,
    (least, count, size, key, date) =>
      `지금 있는 객체 ${count}개${least ? ' 이상' : ''}, ${size}를 삭제합니다(가장 새로운 것: ${key ? `${key}, ` : ''}${date} 작성). `,
  ],
  [/\bdeletes none (?=all |of the )/, () => '삭제되는 것이 없습니다. '],
  [/\ball (\d+) looked at, /, (count) => `${count}개 모두 확인, `],
  [/\bof the (\d+) looked at, /, (count) => `확인한 ${count}개 중, `],
  [/; there may be more, also written since/, () => '. 그 뒤에 작성된 것을 포함해 더 있을 수 있습니다'],
  [/; there are more/, () => '. 더 있습니다'],
  [/\bby a listing/, () => '목록 조회 기준'],
  [/\bby S3 Inventory(?: of (\d{4}-\d{2}-\d{2}))?/, (date) => `S3 Inventory 기준${date ? `(${date})` : ''}`],
  [/ \(not by S3 Inventory: (.*)\)/, (why) => ` (S3 Inventory를 쓰지 않은 이유: ${why})`],
  [
    /^(\S+) deletes EVERY object of the bucket (?:on (\S+)|(\d+) days? after it was written), those that are there now too$/,
    (id, date, days) =>
      `${id}은(는) 지금 있는 것을 포함해 버킷의 모든 객체를 ${date ? `${date}에` : `작성 ${days}일 후`} 삭제합니다`,
  ],
  [
    /^(\S+) puts a delete marker on EVERY object of the bucket (?:on (\S+)|(\d+) days? after it was written), those that are there now too$/,
    (id, date, days) =>
      `${id}은(는) 지금 있는 것을 포함해 버킷의 모든 객체에 ${date ? `${date}에` : `작성 ${days}일 후`} 삭제 마커를 추가합니다`,
  ],
  [
    /^(\S+) frees nothing by itself, because the bucket ha[sd] versioning: what it deletes is charged for until (\S+) deletes old versions, (\d+) days? later$/,
    (id, end, days) =>
      `버킷에 버전 관리가 있어 ${id}만으로는 공간이 줄지 않습니다. ${end}이(가) ${days}일 뒤 이전 버전을 삭제할 때까지 요금이 부과됩니다`,
  ],
  [
    /^(\S+) frees nothing, because the bucket ha[sd] versioning: it adds delete markers, and what is below them goes on being charged for\. To delete it too, add expireOldVersionsAfterDays or the preset old-versions$/,
    (id) =>
      `버킷에 버전 관리가 있어 ${id}은(는) 공간을 줄이지 않습니다. 삭제 마커만 추가되고 그 아래 버전에는 요금이 계속 부과됩니다. 함께 삭제하려면 expireOldVersionsAfterDays나 프리셋 old-versions를 추가하세요`,
  ],
  [
    /^(\S+) comes too late: (?:a rule without an ID|(\S+)) \((.*)\) acts first, and S3 lets the shorter one win$/,
    (id, first, rule) =>
      `${id}은(는) 너무 늦습니다. ${first || 'ID 없는 규칙'}(${rule})이(가) 먼저 적용되고, S3에서는 더 짧은 규칙이 우선합니다`,
  ],
]

/** How long log groups, queues, streams and images are kept. */
const ofRetention: readonly Pattern[] = [
  [
    /^keeps events for ever \((\d+) bytes now\), and lifecycle\.retention\.logGroups says nothing about it$/,
    (bytes) => `이벤트를 계속 보관합니다(지금 ${bytes}바이트). lifecycle.retention.logGroups에 이 로그 그룹이 없습니다`,
  ],
  [
    new RegExp(`^keeps (events|messages|records) ${kept}(?:, now ${kept})?$`),
    (what, then, now) =>
      `${what === 'events' ? '이벤트' : what === 'messages' ? '메시지' : '레코드'} 보관: ${keptText(then ?? '')}${now ? ` (지금: ${keptText(now)})` : ''}`,
  ],
  [
    new RegExp(
      `\\bdeletes events of (\\S+) older than ${kept}: the group is (\\d+) days old and has (\\S+ \\S+?)(?=\\.? |\\.?$)`,
    ),
    (name, age, days, size) =>
      `${name}의 ${keptText(age ?? '')}보다 오래된 이벤트를 삭제합니다. 로그 그룹은 ${days}일 되었고 ${size}입니다`,
  ],
  [
    new RegExp(`\\bdeletes messages older than ${kept} of the (\\d+) that wait`),
    (age, count) => `기다리는 메시지 ${count}개 중 ${keptText(age ?? '')}보다 오래된 것을 삭제합니다`,
  ],
  [
    new RegExp(
      `\\bmakes records of (\\S+) older than ${kept} unreadable at once: the stream is ${kept} old and keeps (\\d+) hours of them`,
    ),
    (name, age, old, hours) =>
      `${name}의 ${keptText(age ?? '')}보다 오래된 레코드를 즉시 읽을 수 없게 됩니다. 스트림은 ${keptText(old ?? '')} 되었고 ${hours}시간분을 보관합니다`,
  ],
  [
    /\bdeletes (\d+) of (\d+) images, (\S+ \S+), the newest pushed (\S+); none is in use/,
    (gone, all, size, date) =>
      `이미지 ${all}개 중 ${gone}개(${size}, 가장 새로운 것은 ${date} 푸시)를 삭제합니다. 사용 중인 것은 없습니다`,
  ],
  [/^keeps all images/, () => '모든 이미지를 보관'],
  [/^keeps images without a tag (\d+) days?/, (days) => `태그 없는 이미지는 ${days}일 보관`],
  [
    /(^keeps |, )the newest (\d+) of any tag/g,
    (before, count) => `${before === ', ' ? ', ' : ''}태그 있는 이미지는 최신 ${count}개 보관`,
  ],
  [
    /(^keeps |, )the newest (\d+) of (\S+\*)/g,
    (before, count, prefix) => `${before === ', ' ? ', ' : ''}${prefix} 이미지는 최신 ${count}개 보관`,
  ],
  [
    /^no stack made it: delete it by hand if nobody needs it, or let a stack make it$/,
    () => '어떤 스택도 만들지 않았습니다. 아무도 필요로 하지 않으면 직접 삭제하고, 필요하면 스택으로 만드세요',
  ],
  [/^switched on$/, () => '켬'],
  [/^set to (\S+)$/, (size) => `${size}(으)로 설정`],
]

/** Sentences first, for which the words of rules would be parts. */
const all = [...ofLosses, ...ofRetention, ...ofRules]

/** A line of a lifecycle plan in the reader's language; names of keys, rules and storage classes stay as they are. */
export const planText = (language: Language, words: string): string =>
  language === 'en' ? words : sayInKorean(all, words)
