/**
 * Capacity units that the price of a web ACL holds, and that it may have at most.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
 */
export const capacityLimits = { inThePrice: 1_500, most: 5_000 } as const

/** Capacity of our rule group: it can never be changed, so there is room for what may come. Our lists take 26 at most. */
export const groupCapacity = 50
