import { BotsPanel } from './bots-panel.tsx'
import { CheckpointsPanel } from './checkpoints-panel.tsx'
import { ClockPanel } from './clock-panel.tsx'
import { FaultPanel } from './fault-panel.tsx'
import { HintsPanel } from './hints-panel.tsx'
import { PersonasPanel } from './personas-panel.tsx'
import { WorldsPanel } from './worlds-panel.tsx'

/** Loaded when somebody comes. */
export const SwitchesRoom = ({ isShown }: { isShown: boolean }) =>
  isShown ? (
    <div class="panels">
      <FaultPanel />
      <ClockPanel />
      <CheckpointsPanel />
      <BotsPanel />
      <PersonasPanel />
      <HintsPanel />
      <WorldsPanel />
    </div>
  ) : null
