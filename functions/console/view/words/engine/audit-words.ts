/** Ports and ranges, as a finding names them. */
export const opened = (text: string): string => text.replaceAll(' and ', ', ').replace(/ to /, '–')

/** Who may use something. */
export const everyone = (who: string): string => (who === 'anyone' ? '모든 사람' : who)
