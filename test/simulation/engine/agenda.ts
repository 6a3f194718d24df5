/** What is to happen at a time. Of two at the same time the one that was added first comes first. */
export const makeAgenda = <Act>() => {
  const heap: { readonly at: number; readonly order: number; readonly act: Act }[] = []
  let order = 0
  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
  }
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]]
    if (a && b) [heap[one], heap[other]] = [b, a]
  }
  const sink = (): void => {
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2]
      const least = isBefore(right, left) ? right : left
      if (!isBefore(least, place)) return
      swap(place, least)
      place = least
    }
  }
  return {
    add: (at: number, act: Act): void => {
      heap.push({ at, order, act })
      order += 1
      for (let place = heap.length - 1; place > 0 && isBefore(place, (place - 1) >> 1); place = (place - 1) >> 1)
        swap(place, (place - 1) >> 1)
    },
    next: (): { readonly at: number; readonly act: Act } | undefined => {
      const [first] = heap
      const last = heap.pop()
      if (first && last && first !== last) {
        heap[0] = last
        sink()
      }
      return first
    },
    nextAt: (): number | undefined => heap[0]?.at,
  }
}
