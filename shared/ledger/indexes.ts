/** The ledger's two indexes: items of a kind by time, and open items by what is still to be done. */
export const ledgerIndexes = { byKind: 'byKind', open: 'open' } as const
