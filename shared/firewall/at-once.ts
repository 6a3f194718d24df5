/** Batches of log objects that are counted at the same time: of the ten functions that a new account may run at once, alarms must find some free. */
export const countsAtOnce = 2
