import { differingBuckets, type Preview } from '../../../api/lifecycle.ts'

const plan = (bucket: string, action: Preview['action']): Preview => ({ bucket, action }) as Preview

test('the configs differ in what would still change, and in the buckets that only one of them names', () => {
  const outcomes = [{ bucket: 'uploads' }, { bucket: 'old' }]
  expect(differingBuckets([plan('uploads', 'none'), plan('old', 'none')], outcomes)).toEqual([])
  expect(differingBuckets([plan('uploads', 'put'), plan('old', 'none')], outcomes)).toEqual(['uploads'])
  expect(differingBuckets([plan('uploads', 'none'), plan('new', 'error')], outcomes)).toEqual(['new', 'old'])
})
