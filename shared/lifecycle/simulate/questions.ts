/** What AWS does not say: how it is taken here, and the other way. */
export const questions = {
  midnight: {
    taken:
      'What begins at exactly midnight counts from there, and goes on to the midnight after its days, not to that one.',
    other: 'What begins at exactly midnight is due at the midnight that ends its days.',
  },
  retry: {
    taken: 'A move that loses against another on its day is not tried again later.',
    other: 'A move that loses against another on its day is tried again at the next midnight.',
  },
  marker: {
    taken:
      'S3 puts the delete marker there in the run after the midnight; its days, and those of the version below, count from then.',
    other: 'The days of a delete marker that S3 makes, and of the version below it, count from the midnight itself.',
  },
  'same-day': {
    taken: 'A delete marker that is due on the day of a move follows in the same run.',
    other: 'A delete marker that is due on the day of a move follows a day later.',
  },
  suspended: {
    taken: 'Where versioning is suspended, a move that is due on the same day comes before the marker.',
    other: 'Where versioning is suspended, a marker that replaces a version without an ID comes before its move.',
  },
  lone: {
    taken: 'A delete marker is removed in the run after the one that left it alone.',
    other: 'A delete marker is removed in the run that leaves it alone.',
  },
  filtered: {
    taken: 'A rule with tags or sizes does not act on delete markers, which have neither.',
    other: 'A rule with tags or sizes acts on delete markers under its prefix.',
  },
  dated: {
    taken: 'A rule with a date removes a delete marker that is alone, as one with days does.',
    other: 'A rule with a date leaves a delete marker alone that has no version below it.',
  },
  'old-markers': {
    taken: 'A delete marker that another version was put above is deleted as old versions are.',
    other: 'A delete marker that another version was put above stays.',
  },
} as const

export type OpenQuestion = keyof typeof questions

export const openQuestions = Object.keys(questions) as readonly OpenQuestion[]
