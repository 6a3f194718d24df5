export { composeMessage, type Message } from './compose.ts'
export { composeDigest, worstFirst } from './digest.ts'
export { compileSms, tagUnitsOf } from './sms.ts'
