// What CloudFront keeps of the estate's edge.
export { type InvalidationRow, invalidate } from './edge/invalidate.ts'
