export { composeMessage } from './compose.ts'
export { composeDigest, worstFirst } from './digest.ts'
export type { Message } from './message.ts'
export { compileSms } from './sms.ts'
