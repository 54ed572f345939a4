import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import { CommandButton } from './command-button.tsx'
import { saveFrom } from './desk-client.ts'
import { formatBytes } from './formats.ts'
import { useFreshAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { stateWords } from './state-words.ts'
import { Table } from './table.tsx'

export const BackupPanel = () => {
  const words = useWords(stateWords)
  const loaded = useFreshAnswer('/backups', {})
  return (
    <Section
      title={words.backups}
      loaded={loaded}
      actions={
        loaded.value?.is_elsewhere === false && (
          <CommandButton name="backup.make" title={words.makeNow} fields={{}} onDone={loaded.reload} />
        )
      }
    >
      {({ backups, next_at, is_running, failed, is_elsewhere }) =>
        is_elsewhere ? (
          <p>{words.elsewhere}</p>
        ) : (
          <>
            <p>
              {words.next}: {next_at ? <Time at={next_at} as="moment" /> : words.noSchedule}
              {is_running && ` · ${words.running}`}
            </p>
            {failed > 0 && (
              <p class="error-note" role="alert">
                {words.failed(failed)}
              </p>
            )}
            <Table
              label={words.backups}
              headings={[words.backup, words.size, words.made, words.verified, words.download]}
              numeric={[1]}
              rows={backups}
              keyOf={({ name }) => name}
              cells={({ name, bytes, made_at, is_verified }) => [
                <code key="name">{name}</code>,
                formatBytes(bytes),
                <Time key="made" at={made_at} as="moment" />,
                is_verified ? '✓' : words.damaged,
                <CommandButton
                  key="download"
                  name="backup.download"
                  title={words.download}
                  fields={{ name }}
                  inputs={<p>{words.downloadNote}</p>}
                  onDone={({ path }) => saveFrom(path, name)}
                />,
              ]}
            />
          </>
        )
      }
    </Section>
  )
}
