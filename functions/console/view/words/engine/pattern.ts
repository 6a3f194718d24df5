/** A sentence of an engine that has names, times or numbers in it, and how it is said in Korean with what its groups have found. */
export type Pattern = readonly [pattern: RegExp, korean: (...parts: string[]) => string]

/** A text in which every sentence of these is said in Korean, one pattern after the other. A group that found nothing is ''. */
export const sayInKorean = (patterns: readonly Pattern[], text: string): string =>
  patterns.reduce(
    (all, [pattern, korean]) =>
      all.replace(pattern, (_, ...parts: unknown[]) =>
        korean(...parts.map((part) => (typeof part === 'string' ? part : ''))),
      ),
    text,
  )
