import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import type { DevRule } from '../controls.ts'
import { preferences } from '../switches/faults.ts'
import { useWorld } from '../world-context.tsx'
import { phoneWords } from './words.ts'

interface Props {
  number: number
  /** Empty for nobody. */
  userId: string
}

/** The rule takes the whole network of somebody. */
const cutsOff = (rule: DevRule, userId: string): boolean =>
  rule.user_id === userId && rule.prefer === preferences.cut && rule.path === null && rule.method === null

export const NetworkSwitch = ({ number, userId }: Props) => {
  const words = useWords(phoneWords)
  const { controls, rules } = useWorld()
  const action = useAction()
  const cuts = (rules.value ?? []).filter(rule => cutsOff(rule, userId))
  const isOn = cuts.length === 0
  const toggle = () =>
    void action.run(async () => {
      if (isOn) {
        await controls.addRule({ user_id: userId, prefer: preferences.cut })
        await controls.killSockets({ user_id: userId, code: 1006 })
      } else await Promise.all(cuts.map(({ id }) => controls.deleteRule({ rule_id: id })))
      rules.reload()
    })
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={isOn}
      aria-label={words.networkOf(number)}
      title={userId === '' ? words.networkHint : words.network}
      disabled={userId === ''}
      aria-busy={action.isBusy}
      onClick={toggle}
    >
      <span class="knob" />
    </button>
  )
}
