import type { Pattern } from './pattern.ts'

/** What a refused original is instead of a picture that is taken; names of formats stay. */
const kinds: readonly (readonly [english: RegExp, korean: string])[] = [
  [/^a video or a sound \((.+)\)$/, '동영상 또는 소리($1)'],
  [/^a video \(MP4 or QuickTime\)$/, '동영상(MP4 또는 QuickTime)'],
  [/^a video \(Matroska or WebM\)$/, '동영상(Matroska 또는 WebM)'],
  [/^a video \((.+)\)$/, '동영상($1)'],
  [/^a sound \((.+)\)$/, '소리($1)'],
  [/^a frame of a film \(DPX or Cineon\)$/, '영화의 한 프레임(DPX 또는 Cineon)'],
  [/^a HEIC photo$/, 'HEIC 사진'],
  [/^a HEIF picture of another coding$/, '다른 방식으로 부호화된 HEIF 그림'],
  [/^a TIFF or a camera's raw file$/, 'TIFF 또는 카메라의 RAW 파일'],
  [/^a camera's raw file$/, '카메라의 RAW 파일'],
  [/^a big TIFF$/, '큰 TIFF(BigTIFF)'],
  [/^a PNG packed for apps on iPhones \(CgBI\)$/, '아이폰 앱용으로 묶인 PNG(CgBI)'],
  [/^a portable bitmap, greymap or pixmap \(PNM\)$/, '이식용 비트맵(PNM)'],
  [/^a portable arbitrary map \(PAM\)$/, '이식용 비트맵(PAM)'],
  [/^a portable float map \(PFM\)$/, '이식용 실수 비트맵(PFM)'],
  [/^an animated mouse pointer \((.+)\)$/, '움직이는 마우스 포인터($1)'],
  [/^a mouse pointer \((.+)\)$/, '마우스 포인터($1)'],
  [/^an icon of macOS \((.+)\)$/, 'macOS 아이콘($1)'],
  [/^an icon \((.+)\)$/, '아이콘($1)'],
  [/^an? (.+) icon$/, '$1 아이콘'],
  [/^a texture \((.+)\)$/, '텍스처($1)'],
  [/^a drawing \(EPS with a preview\)$/, '미리보기가 있는 EPS 그림'],
  [/^a Windows metafile \((.+)\)$/, 'Windows 메타파일($1)'],
  [/^a lossless or hierarchical JPEG$/, '무손실 또는 계층형 JPEG'],
  [/^a JPEG with 12 bits a sample$/, '샘플당 12비트인 JPEG'],
  [/^a ZIP archive or an office document$/, 'ZIP 압축 파일 또는 오피스 문서'],
  [/^an empty ZIP archive$/, '빈 ZIP 압축 파일'],
  [/^an? (.+) archive$/, '$1 압축 파일'],
  [/^an old office document$/, '오래된 오피스 문서'],
  [/^an? (.+) document$/, '$1 문서'],
  [/^an? (.+) database$/, '$1 데이터베이스'],
  [/^an? (.+) animation$/, '$1 애니메이션'],
  [/^an? (.+) drawing$/, '$1 그림'],
  [/^an? (.+) picture(?: \((.+)\))?$/, '$1 그림'],
  [/^an? (.+) page$/, '$1 페이지'],
  [/^a text$/, '텍스트'],
  [/^a program for Windows$/, 'Windows 프로그램'],
  [/^a program$/, '프로그램'],
  [/^something unknown that starts with the bytes ([0-9a-f]*)$/, '바이트 $1(으)로 시작하는 알 수 없는 파일'],
]

/** A sentence about what it is; one that is about something else, such as an alarm's, stays as it is. */
const aboutKind = (sentence: (kind: string) => string, english: string, whole: string): string => {
  const found = kinds.find(([pattern]) => pattern.test(english))
  return found ? sentence(english.replace(...found)) : whole
}

/** `12.3 million` → `1,230만`: Korean counts in ten thousands. */
const tenThousands = (millions: string): string => `${Math.round(Number(millions) * 100).toLocaleString('en')}만`

/** `812 bytes` → `812바이트`. */
const bytes = (text: string): string => text.replace(/^(\d+) bytes$/, '$1바이트')

const frames = (text: string): string => text.replace(/^(\d+) frames of (.+)$/, '$2 프레임 $1개')

/** Why an original is refused. The sentences of libvips stay as they are. */
export const thumbnailPatterns: readonly Pattern[] = [
  [/^It has no content: zero bytes\.$/, () => '내용이 없습니다(0바이트).'],
  [
    /^It has ([\d.]+ (?:bytes|MB)); at most ([\d.]+) MB are taken\.$/,
    (size, most) => `크기가 ${bytes(size)}입니다. 최대 ${most} MB까지 받습니다.`,
  ],
  [/^It says that it is (\d+ × \d+) pixels large\.$/, (size) => `스스로 ${size}픽셀이라고 합니다.`],
  [
    /^It has (.+) = ([\d.]+) million pixels; at most ([\d.]+) million are decoded\.$/,
    (sum, all, most) =>
      `${frames(sum)} = ${tenThousands(all)} 픽셀입니다. 최대 ${tenThousands(most)} 픽셀까지 디코딩합니다.`,
  ],
  [
    /^It has ([\d.]+) million pixels of (\d+) bits; at most ([\d.]+) million of these are decoded\.$/,
    (all, depth, most) =>
      `${depth}비트 픽셀이 ${tenThousands(all)} 개입니다. 최대 ${tenThousands(most)} 개까지 디코딩합니다.`,
  ],
  [
    /^Decoding it takes ([\d.]+ \w+) of memory; at most ([\d.]+ \w+) are given\.$/,
    (needed, most) => `디코딩에 메모리 ${bytes(needed)}가 필요합니다. 최대 ${bytes(most)}까지 쓸 수 있습니다.`,
  ],
  [/^Decoding it takes over ([\d.]+ \w+) of memory\.$/, (most) => `디코딩에 메모리가 ${bytes(most)} 넘게 필요합니다.`],
  [/^Decoding it takes over ([\d.]+) seconds\.$/, (seconds) => `디코딩에 ${seconds}초가 넘게 걸립니다.`],
  [/^Its decoder gets no memory for what it asks for\.$/, () => '디코더가 요구하는 메모리를 얻지 못합니다.'],
  [/^It makes the decoder crash\.$/, () => '디코더를 멈추게 합니다.'],
  [/^It has too many pixels\.$/, () => '픽셀이 너무 많습니다.'],
  [/^It cannot be decoded: /, () => '디코딩할 수 없습니다: '],
  [/^It is cut short: the end of the picture is missing\.$/, () => '파일이 잘려 있습니다. 그림의 끝부분이 없습니다.'],
  [
    /^Its key is too long: with what the recipe adds to it, it would have over (\d+) bytes\.$/,
    (most) => `키가 너무 깁니다. 레시피가 덧붙이는 것까지 합치면 ${most}바이트를 넘습니다.`,
  ],
  [
    /^It is a JPEG that goes over its ([\d.]+) million pixels (at least )?(\d+) times; photos do so a dozen times at most\.$/,
    (pixels, atLeast, times) =>
      `${tenThousands(pixels)} 픽셀을 ${times}번${atLeast ? ' 이상' : ''} 훑는 JPEG입니다. 사진은 많아야 열두 번입니다.`,
  ],
  [
    /^It is a JPEG with arithmetic coding, which no camera writes and which takes minutes to decode\.$/,
    () => '산술 부호화 JPEG입니다. 카메라는 이렇게 쓰지 않으며 디코딩에 몇 분이 걸립니다.',
  ],
  [
    /^It is an? (AVIF|HEIC) that is written in the short form \(mini\), which no camera writes\.$/,
    (type) => `카메라가 쓰지 않는 짧은 형식(mini)의 ${type}입니다.`,
  ],
  [
    /^It is (.+), which no camera writes\.$/,
    (what) =>
      aboutKind((kind) => `카메라가 쓰지 않는 형식입니다: ${kind}.`, what, `It is ${what}, which no camera writes.`),
  ],
  [/^It is a JPEG of over (\d+) parts\.$/, (parts) => `부분이 ${parts}개가 넘는 JPEG입니다.`],
  [
    /^It is an animated (AVIF|HEIC) without a still picture in it; those with one are taken\.$/,
    (type) => `정지 그림이 없는 ${type} 애니메이션입니다. 정지 그림이 있으면 받습니다.`,
  ],
  [/^It is an? (AVIF|HEIC) with (\d+) bytes of headers\.$/, (type, size) => `헤더가 ${size}바이트인 ${type}입니다.`],
  [/^It is an? (AVIF|HEIC) that is put together in an unusual way\.$/, (type) => `구성이 특이한 ${type}입니다.`],
  [/^It is an? (AVIF|HEIC) whose data are used again and again\.$/, (type) => `데이터를 거듭 다시 쓰는 ${type}입니다.`],
  [
    /^It is a HEIF picture that is coded as "(.*)"; those of HEVC and AV1 are decoded\.$/,
    (coding) => `"${coding}"(으)로 부호화된 HEIF 그림입니다. HEVC와 AV1만 디코딩합니다.`,
  ],
  [
    /^It says (\d+ × \d+) pixels, and its data ([\d.]+) million pixels; at most ([\d.]+) million are decoded\.$/,
    (said, all, most) =>
      `스스로 ${said}픽셀이라고 하지만 데이터는 ${tenThousands(all)} 픽셀입니다. 최대 ${tenThousands(most)} 픽셀까지 디코딩합니다.`,
  ],
  [
    /^It is an? (AVIF|HEIC) of (\d+) tiles; at most (\d+) are decoded\.$/,
    (type, tiles, most) => `타일이 ${tiles}개인 ${type}입니다. 최대 ${most}개까지 디코딩합니다.`,
  ],
  [
    /^Its (\d+) tiles have ([\d.]+) million pixels; at most ([\d.]+) million are decoded\.$/,
    (tiles, all, most) =>
      `타일 ${tiles}개가 ${tenThousands(all)} 픽셀입니다. 최대 ${tenThousands(most)} 픽셀까지 디코딩합니다.`,
  ],
  [
    /^It is an? (AVIF|HEIC) of (\d+) parts; at most (\d+) are taken\.$/,
    (type, parts, most) => `부분이 ${parts}개인 ${type}입니다. 최대 ${most}개까지 받습니다.`,
  ],
  [
    /^It is a TIFF with (\d+) entries in one directory\.$/,
    (entries) => `한 디렉터리에 항목이 ${entries}개인 TIFF입니다.`,
  ],
  [
    /^It is an? (\w+) (?:with|of) over (\d+) (pages|blocks|frames|chunks)\.$/,
    (type, most, what) => `${parts[what] ?? what}이(가) ${most}개가 넘는 ${type}입니다.`,
  ],
  [
    /^It is a PNG with over (\d+) chunks before its pixels\.$/,
    (most) => `픽셀 앞에 청크가 ${most}개가 넘는 PNG입니다.`,
  ],
  [
    /^It is a PNG whose texts unpack to over ([\d.]+ \w+)\.$/,
    (most) => `텍스트를 풀면 ${bytes(most)}가 넘는 PNG입니다.`,
  ],
  [
    /^It is an? (JPEG|AVIF|HEIC|TIFF|GIF|WebP|PNG) (without|that|whose|with) (.+)\.$/,
    (type, how, what) =>
      `${type} 파일의 구조가 잘못되었습니다${damaged[`${how} ${what}`] ? `: ${damaged[`${how} ${what}`]}` : ''}.`,
  ],
  [
    /^It is (.+), not an image\./,
    (what) => aboutKind((kind) => `그림이 아닙니다: ${kind}.`, what, `It is ${what}, not an image.`),
  ],
  [/^It is ([^.]+)\.(?= |$)/, (what) => aboutKind((kind) => `받지 않는 형식입니다: ${kind}.`, what, `It is ${what}.`)],
  [
    / Phones can be set to save "most compatible" photos\./,
    () => ' 휴대전화에서 "높은 호환성"으로 저장하도록 설정할 수 있습니다.',
  ],
  [/ Thumbnails are made of ([\w, ]+) and (\w+)\./, (types, last) => ` 썸네일은 ${types}, ${last}(으)로 만듭니다.`],
]

const parts: Readonly<Record<string, string>> = { pages: '페이지', blocks: '블록', frames: '프레임', chunks: '청크' }

const damaged: Readonly<Record<string, string>> = {
  'without a frame': '프레임이 없음',
  'without a list of what is in it': '내용 목록이 없음',
  'that does not say what is in it': '무엇이 들어 있는지 나와 있지 않음',
  'without its tiles': '타일이 없음',
  'with data that lie outside of it': '데이터가 파일 밖에 있음',
  'without a picture': '그림이 없음',
  'whose pages run in a circle': '페이지가 서로 맞물려 돔',
  'without a key frame': '키 프레임이 없음',
  'without its signature': '시그니처가 없음',
  'with too much before its picture': '그림 앞에 다른 것이 너무 많음',
  'whose picture is not as large as it says': '그림 크기가 표시와 다름',
  'with a frame outside of its canvas': '프레임이 캔버스 밖에 있음',
  'that does not start with its header': '헤더로 시작하지 않음',
  'whose header does not fit its checksum': '헤더와 검사합이 맞지 않음',
  'whose header says what no PNG has': '헤더에 PNG에 없는 값이 있음',
  'with something between its chunks': '청크 사이에 다른 것이 있음',
  'without pixels': '픽셀이 없음',
}
