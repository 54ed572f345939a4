export interface Finding {
  /** `warning` works and is unwise; `problem` does not work. */
  level: 'ok' | 'warning' | 'problem'
  topic: string
  sentence: string
  advice?: string
}

type Words = [sentence: string, advice?: string]

const finding =
  (level: Finding['level'], topic: string) =>
  (...[sentence, advice]: Words): Finding => ({ level, topic, sentence, ...(advice && { advice }) })

export const about = (topic: string) => ({
  ok: finding('ok', topic),
  warning: finding('warning', topic),
  problem: finding('problem', topic),
})
