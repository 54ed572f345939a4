import { useWords } from '../../shared/language.tsx'
import { choices } from '../controls.ts'
import { networkFaults, preferences, socketFaults } from './faults.ts'
import { switchWords } from './words.ts'

export const FaultOptions = ({ hasSockets = false }: { hasSockets?: boolean }) => {
  const words = useWords(switchWords)
  return (
    <>
      <optgroup label={words.network}>
        {networkFaults.map(name => (
          <option key={name} value={preferences[name]}>
            {words[name]}
          </option>
        ))}
      </optgroup>
      {hasSockets && (
        <optgroup label={words.sockets}>
          {socketFaults.map(name => (
            <option key={name} value={name}>
              {words[name]}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label={words.errors}>
        {choices.ErrorCode.map(code => (
          <option key={code} value={`error=${code}`}>
            {code}
          </option>
        ))}
      </optgroup>
    </>
  )
}
