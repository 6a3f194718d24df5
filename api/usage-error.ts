/** Bad use: an unknown name, a missing output. It says what is wrong and what there is; the terminal exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
