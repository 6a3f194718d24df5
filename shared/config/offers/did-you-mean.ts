/** ` — did you mean "10 minutes"?` for what somebody most likely meant, and nothing where nothing is known. */
export const didYouMean = (offer: string | number | boolean | undefined): string =>
  offer === undefined ? '' : ` — did you mean ${JSON.stringify(offer)}?`
