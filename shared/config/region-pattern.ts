/** What the name of a region looks like: a country or continent, for some a partition, a direction and a number. */
export const regionPattern = /^[a-z]{2}-((gov|iso[a-z]?)-)?((north|south)?(east|west)|north|south|central)-\d$/
