interface Page {
  readonly status: number
  readonly body: string
}

/**
 * Opens the address of a text message as a phone would.
 * @param form sent with POST; without it the page is only looked at
 */
export const openPage = async (address: string, form?: Readonly<Record<string, string>>): Promise<Page> => {
  const answer = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  return { status: answer.status, body: await answer.text() }
}
