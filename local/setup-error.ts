/** Something about this machine keeps the laptop's Nightshift from starting. The message is one line that says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
