/** A change that no test can notice, because it changes nothing that anybody could see. */
export interface Exception {
  readonly file: string
  /** The line as it stands, without the spaces around it. */
  readonly code: string
  /** As the run prints it, such as `< → <=`. */
  readonly name: string
  readonly reason: string
}

const compare = 'JSON.stringify(one) < JSON.stringify(other) ? -1 : JSON.stringify(one) > JSON.stringify(other) ? 1 : 0'

export const exceptions: readonly Exception[] = [
  {
    file: 'functions/jobs/engine/missed.ts',
    code: "!requestedBy && scheduledAt > at && (attempt > 0 || state === 'waiting')",
    name: '> → >=',
    reason: 'The firing that is asked about has left no run: that is why it is asked about.',
  },
  ...[
    ['20,', '20 → 21'],
    ['(each) => each.some((run) => isLater(run) || run.scheduledAt <= at),', '|| → &&'],
    ['(each) => each.some((run) => isLater(run) || run.scheduledAt <= at),', '<= → <'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/jobs/engine/missed.ts',
    code,
    name,
    reason: 'It says how many runs are read at once, and when enough are: reading more of them changes no answer.',
  })),
  ...['before.sweptTo >= sweptTo', '!latest || latest.schedule !== before.schedule || latest.sweptTo >= sweptTo'].map(
    (condition) => ({
      file: 'functions/jobs/engine/missed.ts',
      code: `if (${condition}) return`,
      name: '>= → >',
      reason: 'What is written then stands there already.',
    }),
  ),
  {
    file: 'functions/jobs/rules/due.ts',
    code: 'const anchors = [known.findLast((at) => at <= sweptTo) ?? since, ...known.filter((at) => at > sweptTo)]',
    name: '> → >=',
    reason: 'A run at the time itself then stands twice, and between it and itself nothing is missing.',
  },
  {
    file: 'functions/jobs/rules/due.ts',
    code: 'if (until <= sweptTo) return { due: [], runFrom: undefined, sweptTo }',
    name: '<= → <',
    reason: 'Between two times that are the same nothing is due, and both are where it was swept to.',
  },
  {
    file: 'functions/jobs/rules/due.ts',
    code: 'const limit = count === 0 ? maxDue + 1 : Number.POSITIVE_INFINITY',
    name: '1 → 2',
    reason: 'It says that there are more than are taken up; by how many does not matter.',
  },
  ...[
    'const shown = await inParallel(secure, 4, ({ ListenerArn }) => listenerCertificates(client, ListenerArn))',
    'return (await inParallel(arns, 4, (arn) => readCertificate(arn, sources, now))).flat()',
  ].map((code) => ({
    file: 'functions/metrics/collectors/load-balancer-certificates.ts',
    code,
    name: '4 → 5',
    reason: 'It says how many are asked at a time; the answers are the same.',
  })),
  {
    file: 'functions/metrics/collectors/newest-object.ts',
    code: 'if (!isFolder(object) && (newest === undefined || object.modifiedAt > newest)) newest = object.modifiedAt',
    name: '> → >=',
    reason: 'Either of two times that are the same is the newest.',
  },
  ...['7 → 8', '24 → 25', '60 → 61'].map((name) => ({
    file: 'functions/hours/rules/maintenance.ts',
    code: 'const weekMinutes = 7 * 24 * 60',
    name,
    reason: 'A longer week is as good: what goes over its end, the window and the time, is put right by the same.',
  })),
  {
    file: 'shared/local-clock.ts',
    code: 'while (high - low > 1_000) {',
    name: '1000 → 1001',
    reason: 'Both are whole seconds.',
  },
  ...[
    ['const maxSpans = 1_830', '1830 → 1831'],
    ['if (spans.size >= maxSpans) spans.clear()', '>= → >'],
  ].map(([code = '', name = '']) => ({
    file: 'shared/local-clock.ts',
    code,
    name,
    reason: 'What is forgotten is read again, and comes to the same.',
  })),
  {
    file: 'shared/local-clock.ts',
    code: 'let near: Stretch = { from: 0, until: 0, offset: 0 }',
    name: '0 → 1',
    reason: 'No local time is a day away from both ends of so short a stretch.',
  },
  {
    file: 'shared/text.ts',
    code: 'const from = Math.max(0, index - 8 * longestCharacter)',
    name: '8 → 9',
    reason: 'It says how far back is looked; a character that long is cut anywhere.',
  },
  {
    file: 'shared/text.ts',
    code: 'if (index <= 0 || index >= text.length) return Math.min(Math.max(index, 0), text.length)',
    name: '<= → <',
    reason: 'It is the short way: the first character begins at 0 as well.',
  },
  {
    file: 'shared/log.ts',
    code: "isRepository(found, text.slice(at + found.length, at + found.length + 300)) ? found : '…@…'",
    name: '300 → 301',
    reason: 'It bounds the work: no path of a repository is that long.',
  },
  {
    file: 'shared/text.ts',
    code: 'if (index <= 0) return text.toWellFormed()',
    name: '<= → <',
    reason: 'A text that is as long as may be is kept from its first place on, which is all of it.',
  },
  ...['!== → ===', '< → <=', '128 → 129'].map((name) => ({
    file: 'shared/text.ts',
    code: 'const isPlain = (unit: number): boolean => unit < 0x80 && unit !== 0x0d && unit !== 0x0a',
    name,
    reason: 'It is the short way: what is not plain is taken apart into characters, and comes to the same place.',
  })),
  {
    file: 'shared/compare-bytes.ts',
    code: 'return one < other ? -1 : 1',
    name: '1 → 2',
    reason: 'The sign alone says the order.',
  },
  {
    file: 'shared/compare-bytes.ts',
    code: 'return one < other ? -1 : 1',
    name: '< → <=',
    reason: 'Texts that are equal have been answered for before.',
  },
  {
    file: 'functions/alerts/message/alphabet.ts',
    code: "isAscii(text) || !emojiPart().test(text) ? text : text.replace(emoji(), '')",
    name: '|| → &&',
    reason: 'A text without emoji stays as it is, whether it is searched for them or not.',
  },
  ...['>= → >', '15 → 16'].map((name) => ({
    file: 'functions/alerts/message/changed.ts',
    code: 'const rounded = Number(value.toPrecision(Math.abs(value) >= 1_000 ? 15 : 4))',
    name,
    reason: 'A thousand has no more than four digits, and no more than six decimals are shown.',
  })),
  {
    file: 'functions/alerts/message/changed.ts',
    code: 'for (let count = 0; count < prefixes.length; count += 1)',
    name: '< → <=',
    reason: 'As many times as there are prefixes, each has been found that can be.',
  },
  {
    file: 'functions/alerts/message/digest.ts',
    code: 'const rank = ({ severity, closedAt }: IncidentRecord): number => ranks[severity] + (closedAt === undefined ? 0 : 3)',
    name: '3 → 4',
    reason: 'Anything that is behind all that last is as good.',
  },
  ...[
    ['let low = -1', '1 → 2'],
    ['const count = largest(characters.length - 1, (kept) => fits(shorter(kept)))', '- → +'],
    ['const count = largest(characters.length - 1, (kept) => fits(shorter(kept)))', '1 → 2'],
    [
      'const characters = charactersOf(text.length > longest ? cut(text, longest / 2) + cutStart(text, longest / 2) : text)',
      '> → >=',
    ],
  ].map(([code = '', name = '']) => ({
    file: 'functions/alerts/message/shorten.ts',
    code,
    name,
    reason:
      'What fits nowhere is left out all the same, and a text that is only marked as cut is longer than the text itself.',
  })),
  {
    file: 'functions/jobs/rules/command.ts',
    code: 'if (memory !== undefined && offered.length > 0 && !offered.includes(memory))',
    name: '0 → 1',
    reason: 'No size of Fargate comes with one memory alone.',
  },
  {
    file: 'functions/jobs/rules/job.ts',
    code: 'export const startsWithin = (job: JobSlice | undefined): number => Math.max(deliverySeconds, job?.startWithin ?? 0)',
    name: '0 → 1',
    reason: 'Both are less than a minute.',
  },
  {
    file: 'functions/jobs/rules/job.ts',
    code: 'const byConfig = job?.suspended === true ? { until: undefined } : job?.suspended',
    name: 'true → false',
    reason: 'Spread out, true has no end either.',
  },
  {
    file: 'functions/jobs/rules/run.ts',
    code: "createHash('sha256').update(startedBy(run)).digest('hex').slice(0, 64)",
    name: '64 → 65',
    reason: 'The digest has 64 characters.',
  },
  {
    file: 'functions/jobs/rules/task-change.ts',
    code: 'text ? cut(redact(cut(text, 4 * longestReason)), longestReason) : undefined',
    name: '4 → 5',
    reason: 'Anything that is far longer than a reason is as good.',
  },
  {
    file: 'functions/jobs/rules/task-news.ts',
    code: 'if (version >= 0) return version > (run.taskVersion ?? -1)',
    name: '1 → 2',
    reason: 'Both are less than every version.',
  },
  {
    file: 'functions/jobs/rules/task-news.ts',
    code: 'return attempt < run.attempt && lives ? stray : nothing',
    name: '< → <=',
    reason: 'The same attempt has been answered for before.',
  },
  ...[
    ['(wide.over === undefined || (narrow.over ?? -1) >= wide.over) &&', '1 → 2'],
    ['const last = Math.max(means.expires?.days ?? -1, ...means.moves.map((move) => move.days ?? -1))', '1 → 2'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/lifecycle/rules/warnings.ts',
    code,
    name,
    reason: 'Both are less than every size and every number of days.',
  })),
  ...[
    ['shared/calendar/dates.ts', 'const maxKnown = 11_000', ['11000 → 11001']],
    ['shared/calendar/dates.ts', 'if (known.size >= maxKnown) known.clear()', ['>= → >']],
    ['shared/calendar/rules.ts', 'const partMs = 8 * dayMs', ['8 → 9']],
    ['shared/calendar/rules.ts', 'const maxParts = 64', ['64 → 65']],
    ['shared/calendar/rules.ts', 'const longestMs = 4 * partMs', ['4 → 5', '* → /']],
    ['shared/calendar/rules.ts', 'if (parts.size >= maxParts) parts.clear()', ['>= → >']],
    [
      'shared/calendar/rules.ts',
      'if (until - after > longestMs) return sayBetween(calendar, after, until)',
      ['- → +', '> → >='],
    ],
  ].flatMap(([file, code, names]) =>
    [names].flat().map((name) => ({
      file: String(file),
      code: String(code),
      name: String(name),
      reason: 'What is forgotten is read again, and comes to the same.',
    })),
  ),
  ...[
    [
      'shared/calendar/rules.ts',
      'const [first, last] = [Math.floor(clock.localAt(from) / dayMs) - 2, Math.floor(clock.localAt(until) / dayMs) + 1]',
      ['2 → 3', '1 → 2'],
    ],
    ['shared/calendar/rules.ts', 'const made = sayBetween(calendar, index * partMs, (index + 1) * partMs)', ['1 → 2']],
    [
      'shared/calendar/rules.ts',
      'for (let index = Math.floor(after / partMs); index * partMs < until; index += 1)',
      ['< → <='],
    ],
    ['shared/calendar/instants.ts', 'const [gap] = clock.gaps(local - 2 * dayMs, local + 2 * dayMs)', ['2 → 3']],
    [
      'shared/calendar/moments.ts',
      'const reaches = [4, 16, 100, 800, 3_000].map((days) => days * dayMs)',
      ['4 → 5', '16 → 17', '100 → 101', '800 → 801'],
    ],
    [
      'shared/calendar/moments.ts',
      'for (const reach of [...reaches.filter((each) => each < twoYears), twoYears]) {',
      ['< → <='],
    ],
    [
      'shared/calendar/show.ts',
      'const reaches = [8, 40, 400].map((days) => days * 86_400_000)',
      ['8 → 9', '40 → 41', '400 → 401', '86400000 → 86400001'],
    ],
    ['shared/calendar/show.ts', 'if (found.length >= count) break', ['>= → >']],
  ].flatMap(([file, code, names]) =>
    [names].flat().map((name) => ({
      file: String(file),
      code: String(code),
      name: String(name),
      reason: 'It looks a little further, and takes up only what was asked for.',
    })),
  ),
  ...['< → <=', '1 → 2'].flatMap((name) => [
    {
      file: 'shared/calendar/read.ts',
      code: 'one.date < other.date ? -1 : 1,',
      name,
      reason: 'A sort looks at the sign alone, and each date is there once.',
    },
    {
      file: 'shared/calendar/public-holidays.ts',
      code: 'return { holidays: [...named.values()].sort((one, other) => (one.date < other.date ? -1 : 1)), until }',
      name,
      reason: 'A sort looks at the sign alone, and each date is there once.',
    },
  ]),
  {
    file: 'shared/calendar/public-holidays.ts',
    code: "const all = Array.from({ length: holidayYears + 3 }, (_, index) => found.getHolidays(year - 1 + index, 'en'))",
    name: '3 → 4',
    reason: 'No holiday of that year begins two years before it.',
  },
  {
    file: 'shared/calendar/public-holidays.ts',
    code: 'if (state && part) return new Found(country, state, part)',
    name: '&& → ||',
    reason: 'A part that is undefined is one that is left out.',
  },
  {
    file: 'shared/calendar/import/period-rules.ts',
    code: 'if (end < from)',
    name: '< → <=',
    reason: 'What ends as it begins has been answered for before.',
  },
  ...[
    [
      'const number = /^\\d+$/.test(text) ? Number(text) - offset : isName ? names.indexOf(text.slice(0, 3)) : -1',
      '1 → 2',
    ],
    ['const [from = 0, to] = ends.map((end) => placeOf(end, names, offset))', '0 → 1'],
    ['const numbers = Array.from({ length: 31 }, (_, index) => String(index + 1))', '+ → -'],
    ['const numbers = Array.from({ length: 31 }, (_, index) => String(index + 1))', '1 → 2'],
  ].map(([code = '', name = '']) => ({
    file: 'shared/calendar/import/sets.ts',
    code,
    name,
    reason:
      'Any number below 0 is no place, a text always has a first part, and days of the month go by their numbers.',
  })),
  {
    file: 'shared/calendar/words.ts',
    code: 'const [from = -1, to = from] = ends',
    name: '1 → 2',
    reason: 'A text always has a first part.',
  },
  {
    file: 'shared/on-call/coverage.ts',
    code: 'const [{ from, until } = { from: 0, until: 0 }, ...more] = gaps',
    name: '0 → 1',
    reason: 'There is a gap, or nothing is said of it.',
  },
  {
    file: 'shared/on-call/on-call.ts',
    code: 'if (!last || at < last.from || at >= last.until) last = find(at)',
    name: '< → <=',
    reason: 'What was found is found again.',
  },
  {
    file: 'shared/on-call/overload.ts',
    code: 'const all = [...hours.values()].reduce((sum, each) => sum + each, 0)',
    name: '0 → 1',
    reason: 'A millisecond of a year changes no share.',
  },
  {
    file: 'shared/on-call/overload.ts',
    code: 'if (!known || known.until - known.from < span.until - span.from) longest.set(responder, span)',
    name: '< → <=',
    reason: 'Either of two that are as long is the longest.',
  },
  {
    file: 'shared/on-call/coverage.ts',
    code: 'if (here.until < there.until) one += 1',
    name: '< → <=',
    reason: 'Where both end together, neither has more in common with the other.',
  },
  {
    file: 'shared/on-call/on-call.ts',
    code: 'return responder === undefined || by === undefined',
    name: '|| → &&',
    reason: 'Both are there, or neither: it is asked for the types.',
  },
  {
    file: 'shared/on-call/overload.ts',
    code: 'if (responder !== undefined) hours.set(responder, (hours.get(responder) ?? 0) + until - from)',
    name: '0 → 1',
    reason: 'A millisecond of a year changes no share.',
  },
  {
    file: 'shared/on-call/turns.ts',
    code: 'if (about >= longestGap) return { handoff, about }',
    name: '>= → >',
    reason: 'A turn of a day comes to the same either way: no gap is longer, so that nothing overtakes it.',
  },
  ...[
    ['const first = handoff(0)', '0 → 1'],
    ['while (from > at) {', '> → >='],
    ['turn -= 1', '1 → 2'],
  ].map(([code = '', name = '']) => ({
    file: 'shared/on-call/turns.ts',
    code,
    name,
    reason: 'It begins with an estimate: one that is too low by a turn or two is set right behind it.',
  })),
  ...['days * sign', 'sign * Number.POSITIVE_INFINITY'].map((product) => ({
    file: 'shared/on-call/windows.ts',
    code: product.startsWith('days') ? `const span = window(today + ${product})` : `return ${product}`,
    name: '* → /',
    reason: 'The sign is 1 or -1.',
  })),
  {
    file: 'shared/on-call/windows.ts',
    code: 'until: until <= from ? until + 1_440 : until,',
    name: '<= → <',
    reason: 'The config has no hours that begin and end at the same time.',
  },
  ...[
    ['const reach = 16', '16 → 17'],
    ['for (let days = -1; days <= reach; days += 1) {', '<= → <'],
    ['for (let days = 0; days < reach; days += 1) {', '< → <='],
    ['for (let days = 0; days < reach; days += 1) {', '0 → 1'],
    ['for (let days = -1; days <= reach; days += 1) {', '1 → 2'],
    ['if (span && (sign > 0 ? edge(span) > at : edge(span) <= at)) return edge(span)', '> → >='],
  ].map(([code = '', name = '']) => ({
    file: 'shared/on-call/windows.ts',
    code,
    name,
    reason:
      'No window lies further away, and one that begins at the instant itself holds it, so nothing is looked for.',
  })),
  {
    file: 'functions/thumbnails/rules/backfill.ts',
    code: 'const page = await store.thumbnailsAfter(compareBytes(before, last) > 0 ? before : last)',
    name: '> → >=',
    reason: 'Either of two keys that are the same is as good.',
  },
  {
    file: 'functions/thumbnails/rules/backfill.ts',
    code: "const need = areThere ? needByMark(await store.readMark(keys.at(-1) ?? ''), original, recipe) : 'missing'",
    name: '1 → 2',
    reason: 'All thumbnails of an original are written together: one speaks for all, whichever it is.',
  },
  ...[
    ["const before = [...(sorted[next] ?? '')].slice(0, -1).join('')", '1 → 2'],
    ['last = page.at(-1) ?? last', '1 → 2'],
    ["while (next < sorted.length && compareBytes(sorted[next] ?? '', last) <= 0) next += 1", '<= → <'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/thumbnails/rules/backfill.ts',
    code,
    name,
    reason: 'A page of the list that begins a little earlier has what is looked for too.',
  })),
  {
    file: 'functions/thumbnails/rules/backfill.ts',
    code: "while (next < sorted.length && compareBytes(sorted[next] ?? '', last) <= 0) next += 1",
    name: '< → <=',
    reason: 'Behind the last one, one more or less ends the loop around it all the same.',
  },
  {
    file: 'functions/thumbnails/rules/backfill.ts',
    code: 'const atOnce = 32',
    name: '32 → 33',
    reason: 'It says how many are looked at at a time; the answers are the same.',
  },
  {
    file: 'functions/thumbnails/rules/file-signatures.ts',
    code: 'export const signatureBytes = 24',
    name: '24 → 25',
    reason: 'No signature looks at more bytes.',
  },
  {
    file: 'functions/thumbnails/engine/answer.ts',
    code: 'await settle(task, undefined, false)',
    name: 'false → true',
    reason: 'Where there is no version now, every refusal is over.',
  },
  {
    file: 'functions/thumbnails/rules/file-type.ts',
    code: 'const brands = head.slice(8, Math.max(length, 12)).match(/.{4}/gs) ?? []',
    name: '12 → 13',
    reason: 'Brands are read in fours, and a single byte more is none.',
  },
  ...['1 → 2', '< → <='].map((name) => ({
    file: 'functions/thumbnails/rules/recipe.ts',
    code: '.sort((one, other) => other.width * other.height - one.width * one.height || (one.name < other.name ? -1 : 1))',
    name,
    reason: 'A sort looks at the sign alone, and no two sizes have the same name.',
  })),
  {
    file: 'functions/thumbnails/inspect/png.ts',
    code: 'return inflateSync(data.subarray(at), { maxOutputLength: Math.max(1, most) }).length',
    name: '1 → 2',
    reason: 'Where nothing more may be unpacked, one byte is too much, and so are two.',
  },
  {
    file: 'functions/thumbnails/inspect/png.ts',
    code: "return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? most + 1 : 0",
    name: '1 → 2',
    reason: 'Anything above what is allowed is as good.',
  },
  {
    file: 'functions/thumbnails/inspect/png.ts',
    code: 'unpacked += unpackedBytes(name, bytesAt(source, at + 8, length), maxUnpacked - unpacked)',
    name: '- → +',
    reason: 'It bounds the work for one chunk; what goes over the sum is refused by the sum.',
  },
  ...[
    ['png.ts', 'const front = bytesAt(source, at, 8)', '8 → 9'],
    ['png.ts', 'frames = bytesAt(source, at + 8, 4).readUInt32BE(0)', '4 → 5'],
    ['png.ts', 'const header = readHeader(bytesAt(source, headerAt, 25))', '25 → 26'],
    ['avif.ts', 'const front = bytesAt(source, at, 8)', '8 → 9'],
    ['gif.ts', 'const block = bytesAt(source, at, 1)[0]', '1 → 2'],
    ['gif.ts', 'const frame = bytesAt(source, at, 11)', '11 → 12'],
    ['gif.ts', 'const header = bytesAt(source, 0, 13)', '13 → 14'],
    ['jpeg.ts', 'const inScan = bytesAt(source, at, 3).readUInt8(2)', '3 → 4'],
    ['tiff.ts', 'const entries = word(bytesAt(source, at, 2), 0)', '2 → 3'],
    ['tiff.ts', 'const header = bytesAt(source, 0, 8)', '8 → 9'],
    ['webp.ts', 'const front = bytesAt(source, at, 8)', '8 → 9'],
    ['webp.ts', 'const front = bytesAt(source, at, 16)', '16 → 17'],
    ['webp.ts', 'const front = bytesAt(source, 12, 18)', '18 → 19'],
    ['webp.ts', 'if (!(await source.need(at + 8, Math.min(10, source.size - at - 8))))', '10 → 11'],
    ['webp.ts', 'return bitstreamArea(name, bytesAt(source, at + 8, 10))', '10 → 11'],
    [
      'webp.ts',
      'if (bytesAt(source, 0, 8).readUInt32LE(4) + 7 > source.size) return { facts: {}, refusal: truncated }',
      '8 → 9',
    ],
  ].map(([file, code = '', name = '']) => ({
    file: `functions/thumbnails/inspect/${file}`,
    code,
    name,
    reason: 'Nothing looks at a byte that is at hand behind those that are read.',
  })),
  ...[
    ['if (!(await source.need(at, 2))) return source.spent() ? undefined : truncated', '2 → 3'],
    ['if (!(await source.need(0, 8))) return { facts: {}, refusal: truncated }', '0 → 1'],
    ['if (!(await source.need(0, 8))) return { facts: {}, refusal: truncated }', '8 → 9'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/thumbnails/inspect/tiff.ts',
    code,
    name,
    reason: 'A file that ends there has no whole directory, which is the same as being cut short.',
  })),
  {
    file: 'functions/thumbnails/inspect/avif.ts',
    code: 'const pixel = Math.max(...[image, ...tiles].map((one) => one?.pixelBytes ?? 0)) + alpha',
    name: '0 → 1',
    reason: 'Both are less than what the picture itself takes.',
  },
  ...[
    ['if (found > 0) return from + found', '> → >='],
    ['if (found > 0) return from + found', '0 → 1'],
    ['const marker = at < 0 ? EOI : bytesAt(source, at - 1, 1).readUInt8(0)', '< → <='],
  ].map(([code = '', name = '']) => ({
    file: 'functions/thumbnails/inspect/jpeg.ts',
    code,
    name,
    reason:
      'Behind a marker, which has two bytes, is the third place or a later one; where none is found it is less than 0.',
  })),
  ...[
    ['if (there !== true && !(await there)) return -1', '1 → 2'],
    ['cut = at < 0 && !source.spent()', '< → <='],
    ['cut = at < 0 && !source.spent()', '0 → 1'],
    ['if (at < 0) break', '< → <='],
    ['if (at < 0) break', '0 → 1'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/thumbnails/inspect/gif.ts',
    code,
    name,
    reason: 'Behind a row of sub-blocks is a place far from the front, or a number that is less than every place.',
  })),
  {
    file: 'functions/thumbnails/inspect/gif.ts',
    code: 'let cut = false',
    name: 'false → true',
    reason: 'Before the first part was walked over there is no frame, and a file without one is refused either way.',
  },
  {
    file: 'functions/thumbnails/inspect/gif.ts',
    code: 'if (!(await source.need(at, 11))) {',
    name: '11 → 12',
    reason: 'A file that ends behind the front of a frame has none of its data, which is the same as being cut short.',
  },
  {
    file: 'functions/thumbnails/inspect/tiff.ts',
    code: 'const little = header[0] === 0x49',
    name: '0 → 1',
    reason: 'Both of the first two bytes say the order, and they are the same.',
  },
  {
    file: 'functions/thumbnails/inspect/tiff.ts',
    code: 'const pixel = Math.max(3, first.values.get(tags.samples) ?? 1) * bytesPerSample',
    name: '1 → 2',
    reason: 'Both are less than the three that are counted at least.',
  },
  {
    file: 'functions/thumbnails/inspect/webp.ts',
    code: 'if (!(await source.need(at, 16))) return source.spent() ? undefined : truncated',
    name: '16 → 17',
    reason: 'A frame that ends there has no picture, which is the same as being cut short.',
  },
  {
    file: 'functions/thumbnails/inspect/jpeg.ts',
    code: 'arithmetic: facts.arithmetic || (marker >= 0xc9 && marker <= 0xcf),',
    name: '207 → 208',
    reason: 'No frame has a larger marker.',
  },
  {
    file: 'functions/jobs/rules/due.ts',
    code: '.filter((at) => at >= since)',
    name: '>= → >',
    reason: 'The beginning itself is measured from anyhow.',
  },
  {
    file: 'functions/alerts/rules/notifications.ts',
    code: 'return until && until > now ? until : undefined',
    name: '> → >=',
    reason: 'What waits until now does not wait.',
  },
  ...[
    ['shared/metrics/emf.ts', 'const longestLine = 48 * 1024', '1024 → 1025'],
    ['shared/metrics/emf.ts', 'const frame = 400', '400 → 401'],
    [
      'shared/metrics/emf.ts',
      'JSON.stringify(definitionOf(series)).length + JSON.stringify(valuesOf(series)).length + series.name.length + 5',
      '5 → 6',
    ],
    [
      'shared/metrics/metric-data.ts',
      'Dimensions.reduce((sum, { Name, Value }) => sum + 110 + encodeURIComponent(Name + Value).length, 0) +',
      '110 → 111',
    ],
    ['shared/metrics/metric-data.ts', 'room = mostBytes - namespace.length - 100', '100 → 101'],
    ['shared/metrics/metric-data.ts', 'let room = 0', '0 → 1'],
    [
      'shared/metrics/emf.ts',
      '(draft) => !draft.names.has(each.name) && draft.series.length < most && draft.size + size <= longestLine,',
      '<= → <',
    ],
    [
      'shared/metrics/emf.ts',
      'const draft = fits ?? { names: new Set(), series: [], size: frame + 2 * JSON.stringify(each.dimensions).length }',
      '2 → 3',
    ],
    ['shared/metrics/metric-data.ts', 'const mostBytes = 1_000_000', '1000000 → 1000001'],
    ['shared/metrics/metric-data.ts', '300 +', '300 → 301'],
    [
      'shared/metrics/metric-data.ts',
      'Dimensions.reduce((sum, { Name, Value }) => sum + 110 + encodeURIComponent(Name + Value).length, 0) +',
      '0 → 1',
    ],
    [
      'shared/metrics/metric-data.ts',
      '[...Values, ...Counts].reduce((sum, value) => sum + 48 + String(value).length, 0)',
      '48 → 49',
    ],
    [
      'shared/metrics/metric-data.ts',
      '[...Values, ...Counts].reduce((sum, value) => sum + 48 + String(value).length, 0)',
      '0 → 1',
    ],
    [
      'shared/metrics/metric-data.ts',
      'if (last && last.MetricData.length < mostMetrics && bytes <= room) last.MetricData.push(datum)',
      '<= → <',
    ],
  ].map(([file = '', code = '', name = '']) => ({
    file,
    code,
    name,
    reason: 'An upper bound that has room to spare: a character more or less of it loses nothing.',
  })),
  {
    file: 'shared/metrics/metric-data.ts',
    code: 'room = mostBytes - namespace.length - 100',
    name: '- → +',
    reason: 'A full request holds ten metrics or more, and the bound of each has more than a hundred bytes to spare.',
  },
  ...[
    [
      'shared/metrics/series.ts',
      'JSON.stringify(Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1)))',
    ],
    ['shared/hours/planned-off.ts', '.sort(([one], [other]) => (one < other ? -1 : 1))'],
  ].flatMap(([file = '', code = '']) =>
    ['< → <=', '1 → 2'].map((name) => ({
      file,
      code,
      name,
      reason: 'A sort looks at the sign alone, and no two keys of an object are equal.',
    })),
  ),
  {
    file: 'functions/jobs/rules/conclude.ts',
    code: 'const isPast = ending.stoppedAt !== undefined && Date.parse(ending.stoppedAt) <= now.getTime()',
    name: '<= → <',
    reason: 'At that instant itself both are the same time.',
  },
  {
    file: 'functions/jobs/rules/signals.ts',
    code: 'const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString()',
    name: '1 → 2',
    reason: 'Any time that is after it, and not yet another one of the run, is as good.',
  },
  {
    file: 'functions/thumbnails/rules/file-type.ts',
    code: 'const length = Math.min(said, 256)',
    name: '256 → 257',
    reason: 'Brands are read in fours, and a single byte more is none.',
  },
  {
    file: 'functions/jobs/diagnosis/text.ts',
    code: 'while (to > from && edges.has(token.charAt(to - 1))) to -= 1',
    name: '> → >=',
    reason: 'Nothing is left by then, and a slice whose end lies before its beginning is nothing too.',
  },
  {
    file: 'functions/jobs/diagnosis/text.ts',
    code: 'while (from < to && edges.has(token.charAt(from))) from += 1',
    name: '< → <=',
    reason: 'Behind the end there is no character, and none is no edge.',
  },
  ...[
    ['functions/jobs/diagnosis/text.ts', 'const longest = 10_000', '10000 → 10001'],
    ['functions/jobs/diagnosis/text.ts', 'const tailLength = 80', '80 → 81'],
    ['functions/jobs/diagnosis/verdict.ts', "const said = cut(text ?? '', 10 * longestQuote).trim()", '10 → 11'],
  ].map(([file = '', code = '', name = '']) => ({
    file,
    code,
    name,
    reason: 'It bounds the work, and lies far above all that is looked for or shown.',
  })),
  {
    file: 'functions/jobs/diagnosis/text.ts',
    code: 'const common = /^(failed to|unable to|\\S+) /.exec(phrase)?.[0].length ?? 0',
    name: '0 → 1',
    reason: 'Both are less than the shortest beginning.',
  },
  {
    file: 'functions/jobs/diagnosis/text.ts',
    code: 'return start >= 0 && phrase.length > least && phrase.startsWith(tail.slice(start))',
    name: '> → >=',
    reason: 'A phrase that is there as a whole has been found before.',
  },
  {
    file: 'functions/jobs/diagnosis/diagnosis.ts',
    code: 'const { cause, certainty } = exitFinding(fell.exitCode, { stopped: false, said: Boolean(fell.reason) })',
    name: 'false → true',
    reason: 'It counts for exit code 137 alone, and a container with that one is not taken for the first to fall.',
  },
  {
    file: 'shared/schedule/cron.ts',
    code: 'Array.from({ length: to + 1 }, (_, from) => values.find((value) => value >= from))',
    name: '1 → 2',
    reason: 'Behind the end of the field there is no value, and nothing is no value too.',
  },
  ...[
    ['const maxKnown = 500', '500 → 501'],
    ['if (knownFields.size >= maxKnown) knownFields.clear()', '>= → >'],
  ].map(([code = '', name = '']) => ({
    file: 'shared/schedule/cron.ts',
    code,
    name,
    reason: 'What is forgotten is read again, and comes to the same.',
  })),
  {
    file: 'shared/schedule/cron.ts',
    code: 'if (at !== undefined && at > after) return at',
    name: '> → >=',
    reason:
      'The next local time is later, so its first instant is either later or earlier, by part of the repeated hour.',
  },
  {
    file: 'shared/schedule/cron.ts',
    code: 'for (let local = nextLocal(gap.from - 1); local !== undefined && local < gap.until; local = nextLocal(local))',
    name: '1 → 2',
    reason: 'A millisecond, where firings lie a minute apart.',
  },
  ...['* → /', '7 → 8', '+ → -'].map((name) => ({
    file: 'shared/schedule/days.ts',
    code: 'const kind = length * 7 + first',
    name,
    reason: 'Any number is as good that the 28 kinds of month do not share.',
  })),
  {
    file: 'shared/schedule/fields.ts',
    code: 'const index = field.names?.indexOf(text.toUpperCase()) ?? -1',
    name: '1 → 2',
    reason: 'Both are less than every index.',
  },
  ...['< → <=', '> → >=', '1 → 2', '0 → 1'].map((name) => ({
    file: 'shared/lifecycle/canonical.ts',
    code: compare,
    name,
    reason: 'A sort looks at the sign alone, and texts that are equal are of things that are equal.',
  })),
  ...[
    ['decide.ts', 'first: before.first < each.first ? before.first : each.first,', '< → <='],
    ['decide.ts', 'last: before.last > each.last ? before.last : each.last,', '> → >='],
    ['offender.ts', 'const earlier = (one: string, other: string): string => (one < other ? one : other)', '< → <='],
    ['step.ts', 'one === undefined || (other !== undefined && other > one) ? other : one', '> → >='],
  ].map(([file = '', code = '', name = '']) => ({
    file: `functions/firewall/rules/${file}`,
    code,
    name,
    reason: 'Either of two times that are the same is as good.',
  })),
  {
    file: 'functions/firewall/rules/judge.ts',
    code: '...(first &&',
    name: '&& → ||',
    reason: 'Where there are lines, there is a first and a last one; where there are none, neither is there.',
  },
]
