/** A stock of things that clients can make grow. */
export interface Bound {
  /** Snake case, with its unit where it does not count things; a label of the metrics. */
  name: string
  max: number
  used: () => number
  /** What happens at the bound: an error, the oldest is dropped, or it waits or goes to the disk. */
  atBound: 'rejects' | 'replaces' | 'waits'
}
