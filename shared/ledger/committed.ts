import { ConflictError } from '../errors.ts'

/** Whether a write happened, or false when another call was faster. */
export const committed = async (write: Promise<void>): Promise<boolean> => {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConflictError) return false
    throw error
  }
}
