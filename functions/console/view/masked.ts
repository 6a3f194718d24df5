/** A phone number of which its country and its last four digits are left, or an email address with its first letter and its domain. */
export const masked = (contact: string): string => {
  const [name = '', domain] = contact.split('@')
  if (domain !== undefined) return `${name.slice(0, 1)}•••@${domain}`
  const digits = contact.replace(/[^\d+]/g, '')
  return digits.length < 7 ? '•••' : `${digits.slice(0, 2)}•••••${digits.slice(-4)}`
}
