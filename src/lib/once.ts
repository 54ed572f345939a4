import type { Timestamp } from './timestamp.ts'

/** What a request was answered: its HTTP status and its body as JSON. */
export interface KeptAnswer {
  status: number
  body: unknown
}

/**
 * Goes with an act that is done once, however often a client repeats the request behind it (ruling P7). The store keeps
 * the answer in the same step as the effect, so a crash can neither lose nor double it.
 */
export interface Once<Result> {
  /** Who asks for what; a key counts within its scope. */
  scope: string
  key: string
  /** Tells a repeat from another request that uses the same key. */
  fingerprint: string
  now: Timestamp
  /** Answers kept at this moment or before are forgotten. */
  forgetUpTo: Timestamp
  /** What the result is answered; pure. */
  answerOf(result: Result): KeptAnswer
}

/** Thrown by an act in the place of being done a second time. Nothing has happened. */
export class RepeatedAct extends Error {
  override readonly name = 'RepeatedAct'
  constructor(readonly answer: KeptAnswer) {
    super('This was done already.')
  }
}
