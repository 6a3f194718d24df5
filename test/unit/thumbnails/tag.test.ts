import { tagged, tagKey } from '../../../functions/thumbnails/rules/tag.ts'

const others = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
const own = (cause: string) => ({ Key: tagKey, Value: `rejected:${cause}` })

test.each([
  ['is set beside what is there', others(2), 'corrupt', [...others(2), own('corrupt')]],
  ['is written anew for another cause', [own('empty'), ...others(1)], 'corrupt', [...others(1), own('corrupt')]],
  ['is not written twice', [own('corrupt')], 'corrupt', undefined],
  ['is the tenth at most', others(10), 'corrupt', undefined],
  ['takes its own place among ten', [...others(9), own('empty')], 'corrupt', [...others(9), own('corrupt')]],
  ['is taken off, and nothing else', [own('empty'), ...others(2)], undefined, others(2)],
  ['is not taken off where it is not', others(2), undefined, undefined],
])('our tag %s', (_, tags, cause, expected) => expect(tagged(tags, cause)).toEqual(expected))
