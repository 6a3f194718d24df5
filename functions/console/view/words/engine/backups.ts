import type { Pattern } from './pattern.ts'

/** How drills, encryptions and restores came out. Names, zones and words of AWS stay as they are. */
export const backupPatterns: readonly Pattern[] = [
  [
    /; (.+?) without service \((\d+) of (\d+) attempts failed\)/,
    (time, failed, all) => `; 중단 ${time} (시도 ${all}번 중 ${failed}번 실패)`,
  ],
  [/; RDS has told of no event\b/, () => '; RDS 이벤트 없음'],
  [/It has failed over, and took longer than (.+?): /, (most) => `장애 조치가 되었지만 ${most}보다 오래 걸렸습니다: `],
  [/Nothing was failed over[.:]? /, () => '장애 조치를 하지 않았습니다. '],
  [/The failover is not proven within (.+?): /, (within) => `${within} 안에 장애 조치가 확인되지 않았습니다: `],
  [
    /It is outside the window of the drill: (.+?) from (\S+) until (\S+) in (\S+?)\.$/,
    (days, from, until, zone) => `훈련 시간대가 아닙니다: ${days} ${from}–${until} (${zone}).`,
  ],
  [/^(\S+) is encrypted by (\S+)\. /, (name, key) => `${name}이(가) ${key}(으)로 암호화되었습니다. `],
  [
    /(\S+) and its plain snapshot are deleted(?:; the encrypted snapshot (\S+) stays until somebody deletes it)?\./,
    (old, snapshot) =>
      `${old}과(와) 암호화되지 않은 스냅샷을 삭제했습니다.${snapshot ? ` 암호화된 스냅샷 ${snapshot}은(는) 누군가 삭제할 때까지 남습니다.` : ''}`,
  ],
  [/The original is as it was; what was made is deleted\./, () => '원본은 그대로이고, 만든 것은 삭제했습니다.'],
  [
    /The original is (\S+) again\. The encrypted one is (\S+), with what was written since (\S+?)(?:; its snapshot is (\S+))?\. Nothing of it is deleted\./,
    (name, fresh, since, snapshot) =>
      `원본이 다시 ${name}입니다. 암호화된 것은 ${fresh}이며 ${since} 이후에 쓴 내용이 있습니다${snapshot ? `(스냅샷 ${snapshot})` : ''}. 아무것도 삭제하지 않았습니다.`,
  ],
  [/(\S+) has taken it back\./, (by) => `${by} 님이 되돌렸습니다.`],
  [/(\S+) is not there any more: somebody has deleted it\./g, (name) => `${name}이(가) 없습니다. 누군가 삭제했습니다.`],
  [/AWS refuses to ([a-z ]+)\. /, (what) => `AWS가 거부했습니다(${what}). `],
  [
    /^(\S+) is (\S+) as it was at (\S+), available after (.+?)(?: at (\S+))?\.(?=\s|$)/,
    (as, of, at, took, where) =>
      `${as}은(는) ${at} 시점의 ${of}이며 ${took} 만에 준비되었습니다${where ? ` (${where})` : ''}.`,
  ],
  [/ Set again by hand, if you need it: (.+?)\.$/, (left) => ` 필요하면 직접 다시 설정하세요: ${left}.`],
]
