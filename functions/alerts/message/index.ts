export { composeMessage } from './compose.ts'
export { composeDigest, longestList, worstFirst } from './digest.ts'
export type { Message } from './message.ts'
export { composeShift, type ShiftProps } from './shift.ts'
