/** Where the console is, as a browser sees it. */
export interface Place {
  /** `https://night.corner-shop.example`: what a browser sends as Origin with a form of ours. */
  readonly origin: string
  /** What stands before every path of ours: nothing, or on the laptop `/_aws/lambda-url/<id>`. No slash at its end. */
  readonly base: string
}

/** The place of an address such as `https://night.corner-shop.example/`. */
export const placeAt = (address: string): Place => {
  const { origin, pathname } = new URL(address)
  return { origin, base: pathname.replace(/\/+$/, '') }
}

/**
 * Whether a POST comes from a page of ours. Every browser of today sends Origin with a form.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export const isOwnOrigin = ({ origin }: Place, sent: string | undefined, site: string | undefined): boolean =>
  sent === origin && (site === undefined || site === 'same-origin')
