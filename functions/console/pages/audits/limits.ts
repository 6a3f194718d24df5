/** Most characters of a reason, and most days for which a finding is accepted: what the function takes. */
export const longestReason = 300
export const mostDays = 400
