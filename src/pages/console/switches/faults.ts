import { type Controls, choices } from '../controls.ts'

type RuleInput = NonNullable<Parameters<Controls['addRule']>[0]>

/** As the control takes it. */
export type Fault = Pick<RuleInput, 'prefer' | 'socket'>

export const networkFaults = ['slow', 'mobile', 'hang', 'cut', 'lost'] as const
export type NetworkFault = (typeof networkFaults)[number]

export const socketFaults = ['bad', 'tunnel', 'deaf'] as const
export type SocketFault = (typeof socketFaults)[number]

export const preferences: Record<NetworkFault, string> = {
  slow: 'delay=2000',
  mobile: 'delay=mobile',
  hang: 'fault=hang',
  cut: 'fault=cut',
  lost: 'when=after',
}

const socketConditions: Record<SocketFault, Fault> = {
  bad: { prefer: 'delay=mobile', socket: { latency_ms: 400, loss: 0.05, doubles: 0.05 } },
  tunnel: { socket: { tunnel: { open_seconds: 15, shut_seconds: 5 } } },
  deaf: { socket: { loss: 1 } },
}

/** A choice names a fault for sockets, or preferences. */
export const faultOf = (choice: string): Fault => {
  const socket = socketFaults.find(name => name === choice)
  return socket ? socketConditions[socket] : { prefer: choice }
}

export const ruleMethodOf = (method: string | null): RuleInput['method'] =>
  choices.DevRuleMethod.find(known => known === method)
