import { drawNetwork, passagesOf } from '../../../api/reach.ts'
import type { NamedEnd } from '../../../shared/reach/estate/ends.ts'
import { app, database, group, shop, withGroups } from '../shared/reach/shop.ts'

const ends: readonly NamedEnd[] = [
  { name: 'internet', end: { internet: true }, ports: [], sort: 'internet' },
  { name: 'balancer', end: { balancer: 'alb' }, ports: [443], sort: 'balancer' },
  { name: 'web', end: { place: app }, ports: [8080], sort: 'service' },
  { name: 'database', end: { place: database }, ports: [5432], sort: 'database' },
]

test('an arrow is drawn for all that may pass, and for nothing else', () => {
  expect(passagesOf({ model: shop, ends })).toEqual([
    { from: 'internet', to: 'balancer', ports: [443], passes: 'all' },
    { from: 'balancer', to: 'web', ports: [8080], passes: 'all' },
    { from: 'web', to: 'internet', ports: [], passes: 'all' },
    { from: 'web', to: 'balancer', ports: [443], passes: 'all' },
    { from: 'web', to: 'database', ports: [5432], passes: 'all' },
  ])
})

test('what passes from one zone alone is dashed', () => {
  const model = withGroups(group('sg-db', ['tcp 5432 from 10.1.1.128/27']))
  expect(passagesOf({ model, ends })).toContainEqual({ from: 'web', to: 'database', ports: [5432], passes: 'some' })
  expect(drawNetwork({ model, ends })).toContain('class="way some"')
  expect(drawNetwork({ model: shop, ends })).not.toContain('class="way some"')
})

test('the picture has each zone, each subnet, each part, and says in words what may pass', () => {
  const picture = drawNetwork({ model: shop, ends })
  for (const words of [
    '>a<',
    '>c<',
    '10.1.1.0/26',
    '10.1.1.224/27',
    '>balancer<',
    '>database<',
    '>5432<',
    'no way out',
  ])
    expect(picture).toContain(words)
  expect(picture).toContain('web to database 5432')
  expect(picture.match(/marker-end/g)).toHaveLength(5)
  expect(drawNetwork({ model: shop, ends })).toBe(picture)
})

test('names are written so that they stay text', () => {
  const [first, ...rest] = ends
  const picture = drawNetwork({
    model: shop,
    ends: [...(first ? [first] : []), ...rest.map((each) => ({ ...each, name: `<${each.name}>` }))],
  })
  expect(picture).not.toContain('<database>')
  expect(picture).toContain('&lt;database&gt;')
})
