/** Something of which clients can make the server keep more and more, and how much it keeps at most. */
export interface Bound {
  /** In snake case, with its unit where it does not count things; a label of the metrics. */
  name: string
  max: number
  used: () => number
  /** At the bound: the request is rejected; the oldest makes place; or it goes to the disk or waits. */
  atBound: 'rejects' | 'replaces' | 'waits'
}
