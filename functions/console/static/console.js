// What a page can do more with a script than without: name the reader's zone, look again by itself, filter, answer keys, say what
// a mark means. Nothing here is needed to read or to act.

const root = document.documentElement

/** Tells the console the browser's zone, once. Somebody who chose another keeps it. */
const nameZone = async () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const store = globalThis.cookieStore
  if (!zone || !store || (await store.get('nightshift-zone'))) return
  await store.set({ name: 'nightshift-zone', value: zone, expires: Date.now() + 31_536_000_000, sameSite: 'lax' })
  if (await store.get('nightshift-zone')) lookAgain(true)
}

let tag = ''

/** Whether somebody has written something into a field, or ticked it. */
const isChanged = ({ type, checked, defaultChecked, value, defaultValue }) =>
  type === 'checkbox' ? checked !== defaultChecked : value !== defaultValue

const isBusy = () =>
  document.hidden ||
  document.querySelector('details.account[open], dialog[open]') !== null ||
  [...document.querySelectorAll('main form :is(input, textarea)')].some(isChanged) ||
  document.activeElement?.closest('main form, main input, main textarea, main select') !== null

/** Loads the page again, and puts what is new in its place. Nobody who is writing is disturbed. */
const lookAgain = async (always = false) => {
  if (!always && isBusy()) return
  try {
    const answer = await fetch(location.href, {
      headers: {
        ...(always ? {} : { 'x-nightshift-poll': root.dataset.refresh ?? '' }),
        ...(tag ? { 'if-none-match': tag } : {}),
      },
      redirect: 'manual',
    })
    if (answer.status === 304) return
    if (answer.status === 401) return location.reload()
    if (!answer.ok) return
    tag = answer.headers.get('etag') ?? ''
    const made = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const [old, next] = [document.querySelector('main'), made.querySelector('main')]
    if (!old || !next) return
    for (const notice of next.querySelectorAll('.notice[role="status"]')) notice.remove()
    const open = [...old.querySelectorAll('details')].map((each) => each.open)
    const scrolled = [...old.querySelectorAll('.scroll')].map((each) => each.scrollTop)
    const words = old.querySelector('.filter')?.value
    old.replaceChildren(...next.childNodes)
    root.dataset.refresh = made.documentElement.dataset.refresh ?? ''
    old.querySelectorAll('details').forEach((each, index) => {
      each.open = open[index] ?? each.open
    })
    old.querySelectorAll('.scroll').forEach((each, index) => {
      each.scrollTop = scrolled[index] ?? 0
    })
    addFilters(words)
  } catch {
    // No network for the moment: the next look will do.
  }
}

/** An input above each table that asks for one: rows without its words are hidden. */
const addFilters = (words = '') => {
  for (const table of document.querySelectorAll('table[data-filter]')) {
    const input = document.createElement('input')
    input.className = 'filter'
    input.type = 'search'
    input.placeholder = input.ariaLabel = table.dataset.filter || (root.lang === 'ko' ? '거르기' : 'Filter')
    input.value = words
    const filter = () => {
      const wanted = input.value.toLowerCase().split(/\s+/)
      for (const row of table.tBodies[0]?.rows ?? [])
        row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word))
    }
    input.addEventListener('input', filter)
    ;(table.closest('.scroll') ?? table).before(input)
    filter()
  }
}

/** What a mark of the picture means, at once and beside the pointer. */
const addTips = () => {
  const tip = document.createElement('p')
  tip.className = 'tip'
  tip.hidden = true
  document.body.append(tip)
  const hide = () => {
    tip.hidden = true
  }
  document.addEventListener('pointerover', (event) => {
    const mark = event.target.closest?.('.track g, .month g, .columns-chart g')
    if (!mark) return hide()
    const title = mark.querySelector('title')
    if (title) {
      // The browser's own tip would come late, beside ours.
      mark.dataset.title = title.textContent
      title.remove()
    }
    tip.textContent = mark.dataset.title ?? ''
    tip.hidden = tip.textContent === ''
    const place = mark.getBoundingClientRect()
    const size = tip.getBoundingClientRect()
    // A style property set by a script is no inline style: the policy of the page allows it.
    tip.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, event.clientX - size.width / 2))}px`
    tip.style.top = `${place.top - size.height - 8 < 4 ? place.bottom + 8 : place.top - size.height - 8}px`
  })
  document.addEventListener('scroll', hide, { passive: true, capture: true })
}

/** Keys: `/` filters, `r` looks again, `g` and a digit goes to an entry of the menu, `j` and `k` go through what needs a person. */
const addKeys = () => {
  let before = ''
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select')) return
    const { key } = event
    if (key === '/') {
      const filter = document.querySelector('.filter')
      if (filter) event.preventDefault()
      filter?.focus()
    } else if (key === 'r') lookAgain(true)
    else if (before === 'g' && /^[1-9]$/.test(key)) document.querySelectorAll('.menu-link')[Number(key) - 1]?.click()
    else if (key === 'j' || key === 'k') {
      const all = [...document.querySelectorAll('.needs a, .needs button, [data-filter] tbody a')]
      const at = all.indexOf(document.activeElement)
      all.at(key === 'j' ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0))?.focus()
    }
    before = key
  })
}

/** A form that is on its way is not sent twice by a nervous finger; the server counts it once anyway. */
document.addEventListener('submit', (event) => {
  setTimeout(() => {
    for (const button of event.target.querySelectorAll('button')) button.disabled = true
  })
})
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details.account[open]'))
    if (!open.contains(event.target)) open.open = false
})

nameZone()
addFilters()
addTips()
addKeys()
/** The page says after how many seconds: a run that is over is looked at less often than one that goes on. */
const keepLooking = () => {
  const seconds = Number(root.dataset.refresh)
  if (!(seconds > 0)) return
  setTimeout(async () => {
    await lookAgain()
    keepLooking()
  }, seconds * 1_000)
}
keepLooking()
document.addEventListener('visibilitychange', () => {
  if (Number(root.dataset.refresh) > 0) lookAgain()
})
