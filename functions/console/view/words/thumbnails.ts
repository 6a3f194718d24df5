import type { Language } from '../../../../shared/language.ts'

const fixedSince = (count: number, open: number): string =>
  open > 0 ? `, ${open} not fixed yet` : count === 1 ? ' and fixed since' : ', all fixed since'

const en = {
  refusals: 'Refused originals',
  refused: (count: number, open: number) =>
    `${count === 1 ? 'One original was' : `${count} originals were`} refused${open === count ? '' : fixedSince(count, open)}.`,
  waiting: (count: number) => `${count === 1 ? 'One original is' : `${count} originals are`} without thumbnails`,
  causes: (causes: string) => `Refused: ${causes}`,
  look: 'Look at them',
  newest: 'Newest',
  noneYet: 'No thumbnail has been made in the last 30 days.',
  newestAbout: 'Of very many at once only some are shown.',
  noPicture: 'There is no such thumbnail any more.',
  byCause: 'Refused, and not fixed yet, by cause',
  allFine: 'Every original has its thumbnails.',
  why: 'Why',
  todo: 'What to do',
  cause: 'Cause',
  original: 'Original',
  refusedAt: 'Refused',
  replay: 'Try these again',
  replayAll: 'Try all again',
  replayOne: 'Try again',
  replayEffect:
    'Each original is read anew, some fifteen a second, as if it had just been uploaded. What is still wrong is refused again.',
  replayed: (count: number) =>
    count === 1 ? 'One original is looked at again.' : `${count} originals are looked at again.`,
  nothingOpen: 'Nothing of that is refused any more: nothing was sent.',
  recent: 'Newest refusals',
  fixed: { made: 'thumbnails made', replaced: 'replaced by another version', removed: 'original removed' },
  open: 'not fixed',
  other: { why: 'The reason stands beside each.', todo: 'Look at the original, and upload another one.' },
  causeWords: {
    empty: { why: 'The file has no content.', todo: 'Upload it again: the upload was probably interrupted.' },
    'too-big': {
      why: 'The file is larger than thumbnails.maxMegabytes.',
      todo: 'Upload a smaller one, or raise maxMegabytes and try again.',
    },
    'too-many-pixels': {
      why: 'It has more pixels than thumbnails.maxMegapixels, or more than can be decoded in time.',
      todo: 'Upload it with fewer pixels, or raise maxMegapixels and try again.',
    },
    'too-many-scans': {
      why: 'A progressive JPEG with so many passes that it would take too long.',
      todo: 'Save it again as a usual JPEG.',
    },
    'too-many-frames': {
      why: 'The animation has more frames than can be made in time.',
      todo: 'Upload a shorter animation, or set frames to first.',
    },
    'too-many-parts': {
      why: 'The file has so many parts that it looks made to harm.',
      todo: 'Save it again with a usual program.',
    },
    'too-much-memory': {
      why: 'Decoding it would take more memory than the function has.',
      todo: 'Upload it smaller or in another format.',
    },
    'arithmetic-coding': {
      why: 'A JPEG with arithmetic coding, which the decoder does not read.',
      todo: 'Save it again as a usual JPEG.',
    },
    'unsupported-type': {
      why: 'A picture in a format for which no thumbnails are made.',
      todo: 'Upload JPEG, PNG, WebP, AVIF, HEIC or GIF.',
    },
    'not-an-image': {
      why: 'The file is not a picture, whatever its name says.',
      todo: 'Upload the picture itself, or leave this prefix out.',
    },
    truncated: { why: 'The file ends in the middle of the picture.', todo: 'Upload it again, whole.' },
    corrupt: { why: 'The file is damaged inside.', todo: 'Upload it again from the source.' },
    'too-slow': {
      why: 'Decoding it did not end in time.',
      todo: 'Try it again once; if it is refused again, save it anew.',
    },
    'key-too-long': {
      why: 'With what the recipe adds, its key is longer than S3 allows.',
      todo: 'Upload it under a shorter name.',
    },
  } as Readonly<Record<string, { readonly why: string; readonly todo: string }>>,
}

const ko: typeof en = {
  refusals: '거부된 원본',
  refused: (count, open) =>
    `원본 ${count}건이 거부되었습니다${open === count ? '' : open === 0 ? ' (모두 해결됨)' : ` (미해결 ${open}건)`}.`,
  waiting: (count) => `썸네일이 없는 원본 ${count}건`,
  causes: (causes) => `거부 사유: ${causes}`,
  look: '자세히 보기',
  newest: '최근 썸네일',
  noneYet: '지난 30일 동안 만들어진 썸네일이 없습니다.',
  newestAbout: '한꺼번에 아주 많으면 일부만 보여 줍니다.',
  noPicture: '그런 썸네일이 더 이상 없습니다.',
  byCause: '거부된 뒤 해결되지 않은 원본 (사유별)',
  allFine: '모든 원본에 썸네일이 있습니다.',
  why: '이유',
  todo: '해결 방법',
  cause: '사유',
  original: '원본',
  refusedAt: '거부 시각',
  replay: '이 사유 다시 시도',
  replayAll: '모두 다시 시도',
  replayOne: '다시 시도',
  replayEffect: '원본을 1초에 약 15개씩, 방금 올린 것처럼 다시 읽습니다. 여전히 문제가 있으면 다시 거부됩니다.',
  replayed: (count) => `원본 ${count}건을 다시 확인합니다.`,
  nothingOpen: '해당하는 거부가 더 이상 없습니다. 아무것도 보내지 않았습니다.',
  recent: '최근 거부',
  fixed: { made: '썸네일 생성됨', replaced: '다른 버전으로 교체됨', removed: '원본 삭제됨' },
  open: '미해결',
  other: { why: '이유는 각 항목 옆에 있습니다.', todo: '원본을 확인하고 다른 파일을 올리세요.' },
  causeWords: {
    empty: { why: '파일에 내용이 없습니다.', todo: '업로드가 중단되었을 수 있으니 다시 올리세요.' },
    'too-big': {
      why: '파일이 thumbnails.maxMegabytes보다 큽니다.',
      todo: '더 작은 파일을 올리거나 maxMegabytes를 늘린 뒤 다시 시도하세요.',
    },
    'too-many-pixels': {
      why: '픽셀이 thumbnails.maxMegapixels보다 많거나, 제시간에 디코딩하기에는 너무 많습니다.',
      todo: '픽셀 수를 줄여 올리거나 maxMegapixels를 늘린 뒤 다시 시도하세요.',
    },
    'too-many-scans': {
      why: '단계가 너무 많은 프로그레시브 JPEG라 시간이 오래 걸립니다.',
      todo: '일반 JPEG로 다시 저장하세요.',
    },
    'too-many-frames': {
      why: '애니메이션의 프레임이 너무 많습니다.',
      todo: '더 짧은 애니메이션을 올리거나 frames를 first로 설정하세요.',
    },
    'too-many-parts': { why: '파일의 구성 요소가 비정상적으로 많습니다.', todo: '일반 프로그램으로 다시 저장하세요.' },
    'too-much-memory': {
      why: '디코딩에 필요한 메모리가 함수의 메모리보다 많습니다.',
      todo: '더 작게 또는 다른 형식으로 올리세요.',
    },
    'arithmetic-coding': { why: '디코더가 읽지 못하는 산술 부호화 JPEG입니다.', todo: '일반 JPEG로 다시 저장하세요.' },
    'unsupported-type': {
      why: '썸네일을 만들지 않는 형식의 그림입니다.',
      todo: 'JPEG, PNG, WebP, AVIF, HEIC, GIF로 올리세요.',
    },
    'not-an-image': { why: '이름과 달리 그림 파일이 아닙니다.', todo: '그림 파일을 올리거나 이 접두사를 제외하세요.' },
    truncated: { why: '파일이 그림 중간에서 끝납니다.', todo: '전체를 다시 올리세요.' },
    corrupt: { why: '파일 내부가 손상되었습니다.', todo: '원본에서 다시 올리세요.' },
    'too-slow': {
      why: '디코딩이 제시간에 끝나지 않았습니다.',
      todo: '한 번 다시 시도하고, 또 거부되면 새로 저장하세요.',
    },
    'key-too-long': {
      why: '레시피가 덧붙이는 것까지 합치면 키가 S3 한도보다 깁니다.',
      todo: '더 짧은 이름으로 올리세요.',
    },
  },
}

export const thumbnailsWords: Readonly<Record<Language, typeof en>> = { en, ko }
