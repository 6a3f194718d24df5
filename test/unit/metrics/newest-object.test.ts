import fc from 'fast-check'
import { findNewest, type ObjectPage } from '../../../functions/metrics/collectors/newest-object.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 0, minute))
const object = (key: string, minute: number, size = 1) => ({ key, size, modifiedAt: at(minute) })

const listing =
  (pages: readonly ObjectPage['objects'][]) =>
  async (from: string | undefined): Promise<ObjectPage> => {
    const page = Number(from ?? 0)
    return { objects: pages[page] ?? [], next: page + 1 < pages.length ? String(page + 1) : undefined }
  }

describe('finding the newest object', () => {
  test('keys say nothing about time: every page is looked at', async () => {
    const pages = [[object('a', 1), object('b', 9)], [object('c', 30)], [object('z', 2)]]
    expect(await findNewest(listing(pages))).toEqual({ newest: at(30), complete: true })
  })

  test('an empty prefix has none', async () => {
    expect(await findNewest(listing([[]]))).toEqual({ newest: undefined, complete: true })
  })

  test("a folder of the console's is no object", async () => {
    expect(await findNewest(listing([[object('daily/', 50, 0), object('daily/a', 2, 0)]]))).toEqual({
      newest: at(2),
      complete: true,
    })
  })

  test('the eleventh page is not looked at, and that is told', async () => {
    const pages = Array.from({ length: 11 }, (_, page) => [object(`${page}`, page)])
    expect(await findNewest(listing(pages))).toEqual({ newest: at(9), complete: false })
    expect(await findNewest(listing(pages.slice(0, 10)))).toEqual({ newest: at(9), complete: true })
  })

  test('over any pages within the bound it is the newest of all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat({ max: 1e6 })), { minLength: 1, maxLength: 10 }), async (pages) => {
        const all = pages.flat()
        const { newest } = await findNewest(listing(pages.map((page) => page.map((minute) => object('k', minute)))))
        expect(newest).toEqual(all.length > 0 ? at(Math.max(...all)) : undefined)
      }),
    )
  })
})
