/** Why a page is not shown. The text for a person goes with the status. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 503

  constructor(status: PageError['status'], message = '') {
    super(message)
    this.status = status
  }
}
