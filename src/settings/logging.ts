import { type LogLevel, logLevels } from '../lib/log.ts'
import { oneOf } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const loggingSettings = {
  logLevel: setting<LogLevel>({
    variable: 'LOG_LEVEL',
    type: logLevels.map(level => `\`${level}\``).join(', '),
    fallback: 'info',
    help: 'Least important level that is still written.',
    read: oneOf(logLevels),
  }),
}
