/** Ports and ranges, as a finding names them. */
export const opened = (text: string): string =>
  text.replaceAll(' and ', ', ').replaceAll('the prefix list ', '접두사 목록 ').replace(/ to /, '–')

/** Who may use something. */
export const everyone = (who: string): string => (who === 'anyone' ? '모든 사람' : who)
