import { userInfo } from 'node:os'

/** Who asks, for the record. */
export const asker = (): string => userInfo().username
