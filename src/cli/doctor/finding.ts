/** What the doctor has found about one thing. */
export interface Finding {
  /** `ok` is as it should be; `warning` works and is unwise; `problem` does not work. */
  level: 'ok' | 'warning' | 'problem'
  topic: string
  sentence: string
  /** What to do about it. */
  advice?: string
}

type Words = [sentence: string, advice?: string]

const finding =
  (level: Finding['level'], topic: string) =>
  (...[sentence, advice]: Words): Finding => ({ level, topic, sentence, ...(advice && { advice }) })

/** Makes the findings about a topic. */
export const about = (topic: string) => ({
  ok: finding('ok', topic),
  warning: finding('warning', topic),
  problem: finding('problem', topic),
})
